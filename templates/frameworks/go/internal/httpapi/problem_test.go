package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"example.com/app/internal/database"
)

func TestOnlyTheDatabasesOutageIsCalledOne(t *testing.T) {
	captureLog(t)
	_, refused := http.Get("http://127.0.0.1:1")
	tests := map[string]struct {
		err  error
		want int
	}{
		"database":        {fmt.Errorf("list: %w", database.Wrap(refused)), 503},
		"another server":  {fmt.Errorf("exchange rate: %w", refused), 500},
		"another timeout": {fmt.Errorf("exchange rate: %w", context.DeadlineExceeded), 500},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			failing := handler(func(http.ResponseWriter, *http.Request) error { return test.err })
			recorder := httptest.NewRecorder()
			failing.ServeHTTP(recorder, httptest.NewRequest("GET", "/", nil))
			if recorder.Code != test.want {
				t.Errorf("got %d %s, want %d", recorder.Code, recorder.Body, test.want)
			}
		})
	}
}
