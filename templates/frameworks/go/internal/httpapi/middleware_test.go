package httpapi

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/app/internal/logging"
)

// captureLog collects what is logged during the test.
func captureLog(t *testing.T) *bytes.Buffer {
	t.Helper()
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(logging.New(&log, "json"))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &log
}

func TestRequestIsOneLine(t *testing.T) {
	log := captureLog(t)
	request := httptest.NewRequest("GET", "/no%0Awhere?x=1", nil)
	logRequests(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), request)
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if line["method"] != "GET" || line["path"] != "/no%0Awhere" || line["status"] != 404.0 {
		t.Errorf("got %v", line)
	}
	if _, ok := line["duration_ms"].(float64); !ok {
		t.Errorf("duration_ms is %v", line["duration_ms"])
	}
}

func TestHealthChecksAreNotLogged(t *testing.T) {
	log := captureLog(t)
	request := httptest.NewRequest("GET", "/healthz", nil)
	request.Header.Set("User-Agent", HealthcheckUserAgent)
	logRequests(handler(healthz)).ServeHTTP(httptest.NewRecorder(), request)
	if log.Len() > 0 {
		t.Errorf("got %s", log)
	}
}

func TestPanicTellsNothing(t *testing.T) {
	log := captureLog(t)
	recorder := httptest.NewRecorder()
	panics := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a secret") })
	logRequests(panics).ServeHTTP(recorder, httptest.NewRequest("GET", "/", nil))
	if recorder.Code != 500 || strings.Contains(recorder.Body.String(), "secret") {
		t.Errorf("got %d %s", recorder.Code, recorder.Body)
	}
	if !strings.Contains(log.String(), "a secret") {
		t.Errorf("the log has only %s", log)
	}
}
