package httpapi_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"example.com/app/internal/httpapi"
	"example.com/app/internal/person"
	"example.com/app/internal/visit"
)

// newHandlerWithRedis gives the app on that Redis, and the database of the tests.
func newHandlerWithRedis(t *testing.T, url string) http.Handler {
	t.Helper()
	counter, err := visit.NewCounter(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = counter.Close() })
	api := httpapi.API{Persons: person.NewStore(pool), Visits: counter}
	return api.Handler()
}

// redisURL leads to a database of Redis that the app does not use.
func redisURL(t *testing.T) string {
	t.Helper()
	url := os.Getenv("TEST_REDIS_URL")
	if url == "" {
		t.Fatal("TEST_REDIS_URL names no Redis for tests: docker compose run --rm test")
	}
	return url
}

// openRedis gives the tests' database of Redis, empty before and after.
func openRedis(t *testing.T) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(redisURL(t))
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	if err := client.FlushDB(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.FlushDB(context.Background())
		_ = client.Close()
	})
	return client
}

func TestVisitsAreCounted(t *testing.T) {
	openRedis(t)
	handler := newHandlerWithRedis(t, redisURL(t))
	for want := range 3 {
		if got := sendAs[map[string]int](t, handler, "POST", "/visits", "", 200)["visits"]; got != want+1 {
			t.Errorf("got %d, want %d", got, want+1)
		}
	}
}

func TestBrokenRedisConnectionIsReplaced(t *testing.T) {
	client := openRedis(t)
	handler := newHandlerWithRedis(t, redisURL(t))
	send(handler, "POST", "/visits", "")
	if err := client.ClientKillByFilter(t.Context(), "TYPE", "normal", "SKIPME", "yes").Err(); err != nil {
		t.Fatal(err)
	}
	if got := sendAs[map[string]int](t, handler, "POST", "/visits", "", 200)["visits"]; got != 2 {
		t.Errorf("got %d, want 2", got)
	}
}

func TestOnlyWhatNeedsRedisFailsWithoutIt(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	for name, address := range map[string]string{
		"nobody listens": "127.0.0.1:1",
		"nobody answers": silent.Addr().String(),
	} {
		t.Run(name, func(t *testing.T) {
			handler := newHandlerWithRedis(t, "redis://"+address)
			started := time.Now()
			response := send(handler, "POST", "/visits", "")
			if took := time.Since(started); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
			if response.Code != 503 || response.Header().Get("Retry-After") != "1" ||
				response.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("got %d %v", response.Code, response.Header())
			}
			if got := send(handler, "GET", "/persons", "").Code; got != 200 {
				t.Errorf("/persons: got %d, want 200", got)
			}
		})
	}
}
