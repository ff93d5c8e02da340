package httpapi

import (
	"log/slog"
	"net/http"
)

func (a *API) countVisit(w http.ResponseWriter, r *http.Request) error {
	visits, err := a.Visits.Add(r.Context())
	if err != nil {
		slog.WarnContext(r.Context(), "Redis unavailable", "error", err)
		w.Header().Set("Retry-After", "1")
		return &httpError{status: http.StatusServiceUnavailable, detail: "Redis does not answer."}
	}
	writeJSON(w, http.StatusOK, map[string]int64{"visits": visits})
	return nil
}
