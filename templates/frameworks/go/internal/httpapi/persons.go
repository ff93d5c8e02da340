package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"example.com/app/internal/person"
)

type personPage struct {
	Items []person.Person `json:"items"`
	Next  *int64          `json:"next"`
}

func (a *API) listPersons(w http.ResponseWriter, r *http.Request) error {
	limit, after, err := parsePage(r)
	if err != nil {
		return err
	}
	// One more than asked for tells whether there is a next page.
	items, err := a.Persons.List(r.Context(), after, limit+1)
	if err != nil {
		return err
	}
	page := personPage{Items: items}
	if len(items) > limit {
		page.Items = items[:limit]
		page.Next = &items[limit-1].ID
	}
	writeJSON(w, http.StatusOK, page)
	return nil
}

func (a *API) addPerson(w http.ResponseWriter, r *http.Request) error {
	given, err := readJSON(w, r)
	if err != nil {
		return err
	}
	input, fields := person.ParseInput(given)
	if len(fields) > 0 {
		return invalid(fields...)
	}
	// Only now: a slow upload takes none of the database's time.
	ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
	defer cancel()
	added, err := a.Persons.Add(ctx, input)
	if err != nil {
		return err
	}
	w.Header().Set("Location", fmt.Sprintf("/persons/%d", added.ID))
	writeJSON(w, http.StatusCreated, added)
	return nil
}

func (a *API) getPerson(w http.ResponseWriter, r *http.Request) error {
	id, err := parseID(r)
	if err != nil {
		return err
	}
	found, err := a.Persons.Get(r.Context(), id)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, found)
	return nil
}

func (a *API) deletePerson(w http.ResponseWriter, r *http.Request) error {
	id, err := parseID(r)
	if err != nil {
		return err
	}
	if err := a.Persons.Delete(r.Context(), id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

var (
	idPattern      = regexp.MustCompile(`^[1-9][0-9]{0,15}$`) // MaxID has sixteen digits
	integerPattern = regexp.MustCompile(`^-?[0-9]+$`)         // strconv would also take +5
)

// parseID reads the id of the path. What is none, nobody has.
func parseID(r *http.Request) (int64, error) {
	text := r.PathValue("id")
	if !idPattern.MatchString(text) {
		return 0, person.ErrNotFound
	}
	return strconv.ParseInt(text, 10, 64)
}

func parsePage(r *http.Request) (limit int, after int64, err error) {
	// net/url drops what has a semicolon in it, without a word.
	query, err := url.ParseQuery(strings.ReplaceAll(r.URL.RawQuery, ";", "%3B"))
	if err != nil {
		return 0, 0, invalid(person.FieldError{Field: "query", Message: "must be well-formed"})
	}
	var fields []person.FieldError
	integer := func(name string, fallback, minimum, maximum int64) int64 {
		if !query.Has(name) {
			return fallback
		}
		text := query.Get(name)
		number, err := strconv.ParseInt(text, 10, 64)
		wrong := ""
		switch {
		case !integerPattern.MatchString(text) || err != nil:
			wrong = "must be an integer"
		case number < minimum:
			wrong = fmt.Sprintf("must be at least %d", minimum)
		case number > maximum:
			wrong = fmt.Sprintf("must be at most %d", maximum)
		}
		if wrong != "" {
			fields = append(fields, person.FieldError{Field: name, Message: wrong})
		}
		return number
	}
	limit = int(integer("limit", 20, 1, 100))
	after = integer("after", 0, 0, person.MaxID)
	if len(fields) > 0 {
		return 0, 0, invalid(fields...)
	}
	return limit, after, nil
}
