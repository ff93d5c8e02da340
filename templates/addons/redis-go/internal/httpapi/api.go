// Package httpapi serves the app over HTTP: public/openapi.json says how.
package httpapi

import (
	"context"
	"net/http"
	"time"

	"example.com/app/internal/person"
	"example.com/app/internal/visit"
)

const (
	requestTimeout = 4 * time.Second
	readyTimeout   = 1500 * time.Millisecond
)

// API has what its handlers need.
type API struct {
	Persons *person.Store
	Visits  *visit.Counter
	// Version asks the database for its version.
	Version func(context.Context) (string, error)
}

// Handler routes requests.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", file("index.html"))
	mux.Handle("GET /openapi.json", file("openapi.json"))
	mux.Handle("GET /static/{file}", handler(static))
	mux.Handle("GET /healthz", handler(healthz))
	mux.Handle("GET /readyz", withTimeout(readyTimeout, a.readyz))
	mux.Handle("GET /persons", withTimeout(requestTimeout, a.listPersons))
	mux.Handle("POST /persons", handler(a.addPerson))
	mux.Handle("GET /persons/{id}", withTimeout(requestTimeout, a.getPerson))
	mux.Handle("DELETE /persons/{id}", withTimeout(requestTimeout, a.deletePerson))
	mux.Handle("POST /visits", handler(a.countVisit))
	return logRequests(securityHeaders(muxProblems(mux)))
}

// withTimeout ends the handler's queries: a frozen database would never answer.
func withTimeout(timeout time.Duration, next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithTimeout(r.Context(), timeout)
		defer cancel()
		return next(w, r.WithContext(ctx))
	}
}
