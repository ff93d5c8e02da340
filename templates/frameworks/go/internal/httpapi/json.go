package httpapi

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"unicode/utf8"

	"example.com/app/internal/person"
)

const maxBodyBytes = 1 << 20

// readJSON decodes the request's body, whose numbers stay json.Number.
func readJSON(w http.ResponseWriter, r *http.Request) (any, error) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return nil, &httpError{
			status: http.StatusUnsupportedMediaType,
			detail: "The content type must be application/json.",
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, &httpError{status: http.StatusRequestEntityTooLarge}
		}
		return nil, &httpError{status: http.StatusBadRequest, detail: "The body is incomplete."}
	}
	notJSON := &httpError{status: http.StatusBadRequest, detail: "The body is not JSON."}
	if !json.Valid(body) || !utf8.Valid(body) {
		return nil, notJSON
	}
	// encoding/json would replace a lone surrogate silently. In what is JSON and UTF-8 otherwise,
	// it is the one thing that jsontext refuses.
	if !jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true)) {
		return nil, invalid(person.FieldError{Field: "body", Message: "must be valid Unicode"})
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, notJSON
	}
	return value, nil
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	writeBody(w, status, value)
}

func writeBody(w http.ResponseWriter, status int, value any) {
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		slog.Debug("answer not sent", "error", err) // the client is gone
	}
}
