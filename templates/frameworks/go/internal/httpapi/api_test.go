package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/app/internal/config"
	"example.com/app/internal/database"
	"example.com/app/internal/database/databasetest"
	"example.com/app/internal/httpapi"
	"example.com/app/internal/person"
)

// pool leads to a schema of the tests' own, which is up to date.
var pool *pgxpool.Pool

func TestMain(m *testing.M) {
	if err := openPool(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func openPool(ctx context.Context) error {
	if err := databasetest.UseSchema("httpapi_test"); err != nil {
		return err
	}
	conf, err := config.FromEnv()
	if err != nil {
		return err
	}
	if err := database.Migrate(ctx, conf); err != nil {
		return err
	}
	pool, err = database.Open(ctx, conf)
	return err
}

// newHandler gives the app on a transaction that is undone after the test.
func newHandler(t *testing.T) http.Handler {
	t.Helper()
	tx, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	api := httpapi.API{
		Persons: person.NewStore(tx),
		Version: func(ctx context.Context) (string, error) { return database.Version(ctx, pool) },
	}
	return api.Handler()
}

func send(handler http.Handler, method, target, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

// sendAs also expects a status, and decodes the answer.
func sendAs[T any](t *testing.T, handler http.Handler, method, target, body string, status int) T {
	t.Helper()
	response := send(handler, method, target, body)
	if response.Code != status {
		t.Fatalf("%s %s: got %d %s, want %d", method, target, response.Code, response.Body, status)
	}
	var value T
	if err := json.Unmarshal(response.Body.Bytes(), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

type page struct {
	Items []person.Person
	Next  *int64
}

type problem struct {
	Title  string
	Status int
	Errors []person.FieldError
}

func TestAddGetAndDelete(t *testing.T) {
	handler := newHandler(t)
	added := sendAs[person.Person](t, handler, "POST", "/persons", `{"name":" Zoë 🐘\n","emails":["b@x","a@x"]}`, 201)
	if added.Name != "Zoë 🐘" || !reflect.DeepEqual(added.Emails, []string{"b@x", "a@x"}) {
		t.Errorf("got %+v", added)
	}
	if age := time.Since(added.CreatedAt); age.Abs() > time.Minute {
		t.Errorf("created %v ago", age)
	}
	path := fmt.Sprintf("/persons/%d", added.ID)
	if got := sendAs[person.Person](t, handler, "GET", path, "", 200); !reflect.DeepEqual(got, added) {
		t.Errorf("got %+v, want %+v", got, added)
	}
	if got := send(handler, "DELETE", path, ""); got.Code != 204 || got.Body.Len() != 0 {
		t.Errorf("got %d %q, want 204", got.Code, got.Body)
	}
	for _, method := range []string{"GET", "DELETE"} {
		if got := send(handler, method, path, ""); got.Code != 404 {
			t.Errorf("%s: got %d, want 404", method, got.Code)
		}
	}
}

func TestPagesHoldEverybodyOnce(t *testing.T) {
	handler := newHandler(t)
	var added []person.Person
	for i := range 5 {
		body := fmt.Sprintf(`{"name":"Person %d","emails":["%d@x"]}`, i, i)
		added = append(added, sendAs[person.Person](t, handler, "POST", "/persons", body, 201))
	}
	after := added[0].ID - 1
	tests := []struct {
		after int64
		limit int
		want  page
	}{
		{after, 3, page{added[:3], &added[2].ID}},
		{added[2].ID, 3, page{added[3:], nil}},
		{after, 5, page{added, nil}},
		{added[4].ID, 5, page{[]person.Person{}, nil}},
	}
	for _, test := range tests {
		target := fmt.Sprintf("/persons?limit=%d&after=%d", test.limit, test.after)
		if got := sendAs[page](t, handler, "GET", target, "", 200); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", target, got, test.want)
		}
	}
}

func TestWrongParameterIsNamed(t *testing.T) {
	handler := newHandler(t)
	for _, name := range []string{"limit", "after"} {
		for _, value := range []string{"", "-1", "x", "1.0", "1_0", "%2B5", "%205", "5;", "%ff", "9007199254740992"} {
			target := fmt.Sprintf("/persons?%s=%s", name, value)
			got := sendAs[problem](t, handler, "GET", target, "", 422)
			if len(got.Errors) != 1 || got.Errors[0].Field != name {
				t.Errorf("%s: got %+v", target, got)
			}
		}
	}
}

func TestProblems(t *testing.T) {
	handler := newHandler(t)
	tests := []struct {
		method, target, body string
		status               int
	}{
		{"GET", "/nowhere", "", 404},
		{"GET", "/persons/", "", 404},
		{"GET", "/static/", "", 404},
		{"GET", "/static/embed.go", "", 404},
		{"GET", "/static/%2e%2e%2fgo.mod", "", 404},
		{"GET", "/persons/0", "", 404},
		{"GET", "/persons/01", "", 404},
		{"DELETE", "/persons/9007199254740992", "", 404},
		{"PUT", "/persons", "{}", 405},
		{"POST", "/", "", 405},
		{"POST", "/persons", "", 400},
		{"POST", "/persons", "{", 400},
		{"POST", "/persons", `{"name":"x"} y`, 400},
		{"POST", "/persons", `{"name":"x","y":NaN}`, 400},
		{"POST", "/persons", "{\"name\":\"\xff\"}", 400},
		{"POST", "/persons", strings.Repeat("[", 100_000), 400},
		{"POST", "/persons", `{"name":"x"}` + strings.Repeat(" ", 1<<20), 413},
		{"POST", "/persons", `{}`, 422},
		{"POST", "/persons", `{"name":"\ud800"}`, 422},
		{"POST", "/persons", `{"name":"\udc18\ud83d"}`, 422},
	}
	for _, test := range tests {
		response := send(handler, test.method, test.target, test.body)
		var got problem
		if err := json.Unmarshal(response.Body.Bytes(), &got); err != nil {
			t.Errorf("%s %s: %v", test.method, test.target, err)
		}
		if response.Code != test.status || got.Status != test.status || got.Title != http.StatusText(test.status) ||
			response.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s %.30q: got %d %+v, want %d", test.method, test.target, test.body, response.Code, got, test.status)
		}
	}
}

func TestOtherMethodsAreNamed(t *testing.T) {
	if got := send(newHandler(t), "PUT", "/persons", "").Header().Get("Allow"); got != "GET, HEAD, POST" {
		t.Errorf("got %q", got)
	}
}

func TestContentType(t *testing.T) {
	handler := newHandler(t)
	tests := map[string]int{
		"application/json; charset=utf-8": 201,
		"Application/JSON":                201,
		"application/jsonp":               415,
		"text/plain":                      415,
		"":                                415,
	}
	for contentType, status := range tests {
		request := httptest.NewRequest("POST", "/persons", strings.NewReader(`{"name":"x"}`))
		request.Header.Set("Content-Type", contentType)
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if recorder.Code != status {
			t.Errorf("%q: got %d, want %d", contentType, recorder.Code, status)
		}
	}
}

func TestFiles(t *testing.T) {
	handler := newHandler(t)
	tests := map[string]string{
		"/":                   "text/html; charset=utf-8",
		"/openapi.json":       "application/json",
		"/static/welcome.css": "text/css; charset=utf-8",
		"/static/welcome.js":  "text/javascript; charset=utf-8",
	}
	for target, contentType := range tests {
		response := send(handler, "GET", target, "")
		if response.Code != 200 || response.Header().Get("Content-Type") != contentType || response.Body.Len() == 0 {
			t.Errorf("%s: got %d %v", target, response.Code, response.Header())
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	handler := newHandler(t)
	for _, target := range []string{"/", "/healthz", "/nowhere", "/persons?limit=0"} {
		header := send(handler, "GET", target, "").Header()
		if !strings.HasPrefix(header.Get("Content-Security-Policy"), "default-src 'none'") ||
			header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: got %v", target, header)
		}
	}
}

func TestReady(t *testing.T) {
	got := sendAs[map[string]string](t, newHandler(t), "GET", "/readyz", "", 200)
	if got["status"] != "ok" || got["postgres"] == "" {
		t.Errorf("got %v", got)
	}
}

func TestWithoutDatabase(t *testing.T) {
	t.Setenv("PGHOST", "127.0.0.1")
	t.Setenv("PGPORT", "1")
	away, err := database.Open(t.Context(), config.Config{DBPoolSize: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(away.Close)
	api := httpapi.API{
		Persons: person.NewStore(away),
		Version: func(ctx context.Context) (string, error) { return database.Version(ctx, away) },
	}
	handler := api.Handler()
	for _, target := range []string{"/readyz", "/persons", "/persons/1"} {
		response := send(handler, "GET", target, "")
		if response.Code != 503 || response.Header().Get("Retry-After") != "1" ||
			strings.Contains(response.Body.String(), "127.0.0.1") {
			t.Errorf("%s: got %d %s", target, response.Code, response.Body)
		}
	}
	if got := send(handler, "GET", "/healthz", ""); got.Code != 200 {
		t.Errorf("/healthz: got %d", got.Code)
	}
}
