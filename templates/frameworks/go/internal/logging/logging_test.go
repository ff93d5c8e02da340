package logging_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"testing"
	"time"

	"example.com/app/internal/logging"
)

func TestJSON(t *testing.T) {
	var log bytes.Buffer
	logging.New(&log, "json").Warn("two\nlines", "status", 404)
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatalf("%q: %v", log.String(), err)
	}
	if _, err := time.Parse(time.RFC3339Nano, line["time"].(string)); err != nil {
		t.Error(err)
	}
	if line["level"] != "warn" || line["message"] != "two\nlines" || line["status"] != 404.0 {
		t.Errorf("got %v", line)
	}
}

func TestText(t *testing.T) {
	var log bytes.Buffer
	logging.New(&log, "text").Info("hello", "port", 8000)
	want := regexp.MustCompile(`^time=\d\d:\d\d:\d\d level=INFO msg=hello port=8000\n$`)
	if !want.Match(log.Bytes()) {
		t.Errorf("got %q", log.String())
	}
}
