package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"example.com/app/internal/database"
	"example.com/app/internal/person"
)

// problem is an error as RFC 9457 has it.
type problem struct {
	Type   string              `json:"type"`
	Title  string              `json:"title"`
	Status int                 `json:"status"`
	Detail string              `json:"detail,omitempty"`
	Errors []person.FieldError `json:"errors,omitempty"`
}

// httpError is returned by a handler that knows what to answer.
type httpError struct {
	status int
	detail string
	fields []person.FieldError
}

func (e *httpError) Error() string {
	return http.StatusText(e.status)
}

func invalid(fields ...person.FieldError) error {
	return &httpError{status: http.StatusUnprocessableEntity, fields: fields}
}

// handler is an http.HandlerFunc that may fail; what it returns becomes a problem.
type handler func(http.ResponseWriter, *http.Request) error

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		writeError(w, r, err)
	}
}

func writeError(w http.ResponseWriter, r *http.Request, err error) {
	var known *httpError
	switch {
	case errors.As(err, &known):
		writeProblem(w, known.status, known.detail, known.fields)
	case errors.Is(err, person.ErrNotFound):
		writeProblem(w, http.StatusNotFound, "", nil)
	case errors.Is(r.Context().Err(), context.Canceled):
		// The client is gone, and the query ended because of that.
		writeProblem(w, http.StatusServiceUnavailable, "", nil)
	case errors.Is(err, database.ErrUnavailable):
		slog.WarnContext(r.Context(), "database unavailable", "error", err)
		w.Header().Set("Retry-After", "1")
		writeProblem(w, http.StatusServiceUnavailable, "The database does not answer.", nil)
	default:
		slog.ErrorContext(r.Context(), "request failed", "error", err)
		writeProblem(w, http.StatusInternalServerError, "", nil)
	}
}

func writeProblem(w http.ResponseWriter, status int, detail string, fields []person.FieldError) {
	w.Header().Set("Content-Type", "application/problem+json")
	writeBody(w, status, problem{"about:blank", http.StatusText(status), status, detail, fields})
}
