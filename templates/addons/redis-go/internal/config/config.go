// Package config reads the app's settings from the environment.
package config

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Config is what the app itself reads; an empty variable is an absent one. Where the database is,
// pgx takes from libpq's variables: PGHOST, PGPORT, PGUSER, PGDATABASE and, unless a file holds
// the password, PGPASSWORD.
type Config struct {
	Port       int
	LogFormat  string // json or text
	DBPoolSize int32
	RedisURL   string
	// DBPassword is what PGPASSWORD_FILE holds, or empty.
	DBPassword string
}

// FromEnv fails with the name of the variable that is wrong.
func FromEnv() (Config, error) {
	config := Config{LogFormat: "json"}
	if format := os.Getenv("LOG_FORMAT"); format != "" {
		config.LogFormat = format
	}
	if config.LogFormat != "json" && config.LogFormat != "text" {
		return Config{}, fmt.Errorf("LOG_FORMAT is json or text, not %q", config.LogFormat)
	}
	port, err := integer("PORT", 8000, 65535)
	if err != nil {
		return Config{}, err
	}
	config.Port = port
	poolSize, err := integer("DB_POOL_SIZE", 5, 100)
	if err != nil {
		return Config{}, err
	}
	config.DBPoolSize = int32(poolSize)
	config.RedisURL = os.Getenv("REDIS_URL")
	if config.RedisURL == "" {
		config.RedisURL = "redis://redis:6379/0"
	}
	config.DBPassword, err = passwordFile()
	return config, err
}

func integer(name string, fallback, maximum int) (int, error) {
	text := os.Getenv(name)
	if text == "" {
		return fallback, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 || number > maximum {
		return 0, fmt.Errorf("%s is a whole number from 1 to %d, not %q", name, maximum, text)
	}
	return number, nil
}

func passwordFile() (string, error) {
	path := os.Getenv("PGPASSWORD_FILE")
	if path == "" {
		return "", nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("PGPASSWORD_FILE cannot be read: %w", err)
	}
	if !utf8.Valid(content) {
		return "", fmt.Errorf("PGPASSWORD_FILE is not UTF-8: %s", path)
	}
	// The line end that editors add is none of the password; a space is.
	return strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r"), nil
}
