package httpapi

import (
	"bytes"
	"net/http"
	"time"

	"example.com/app/internal/person"
	"example.com/app/public"
)

func file(name string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		content, err := public.Files.ReadFile(name)
		if err != nil {
			return person.ErrNotFound
		}
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
		return nil
	}
}

func static(w http.ResponseWriter, r *http.Request) error {
	return file(r.PathValue("file"))(w, r)
}
