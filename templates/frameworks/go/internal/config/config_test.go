package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/app/internal/config"
)

func setenv(t *testing.T, env map[string]string) {
	t.Helper()
	for _, name := range []string{"PORT", "LOG_FORMAT", "DB_POOL_SIZE", "PGPASSWORD_FILE"} {
		t.Setenv(name, env[name])
	}
}

func TestFromEnv(t *testing.T) {
	tests := map[string]struct {
		env  map[string]string
		want config.Config
	}{
		"defaults": {nil, config.Config{Port: 8000, LogFormat: "json", DBPoolSize: 5}},
		"all set": {
			map[string]string{"PORT": "9000", "LOG_FORMAT": "text", "DB_POOL_SIZE": "7"},
			config.Config{Port: 9000, LogFormat: "text", DBPoolSize: 7},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			setenv(t, test.env)
			got, err := config.FromEnv()
			if err != nil || got != test.want {
				t.Errorf("got %+v, %v, want %+v", got, err, test.want)
			}
		})
	}
}

func TestWrongValueIsNamed(t *testing.T) {
	tests := []struct{ name, value string }{
		{"LOG_FORMAT", "xml"},
		{"PORT", "65536"},
		{"DB_POOL_SIZE", "0"},
		{"DB_POOL_SIZE", "101"},
		{"DB_POOL_SIZE", "five"},
		{"PGPASSWORD_FILE", "/does/not/exist"},
	}
	for _, test := range tests {
		t.Run(test.name+"="+test.value, func(t *testing.T) {
			setenv(t, map[string]string{test.name: test.value})
			_, err := config.FromEnv()
			if err == nil || !strings.Contains(err.Error(), test.name) {
				t.Errorf("got error %v, want one that names %s", err, test.name)
			}
		})
	}
}

func TestPasswordFileIsReadToTheByte(t *testing.T) {
	const password = ` %p@:/'\🐘$x `
	for _, lineEnd := range []string{"", "\n", "\r\n"} {
		path := filepath.Join(t.TempDir(), "password")
		if err := os.WriteFile(path, []byte(password+lineEnd), 0o600); err != nil {
			t.Fatal(err)
		}
		setenv(t, map[string]string{"PGPASSWORD_FILE": path})
		got, err := config.FromEnv()
		if err != nil || got.DBPassword != password {
			t.Errorf("line end %q: got %q, %v", lineEnd, got.DBPassword, err)
		}
	}
}
