// Package visit counts visits in Redis, where all replicas count together.
package visit

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
)

const timeout = time.Second

// Counter is safe for concurrent use.
type Counter struct {
	client *redis.Client
}

// NewCounter connects to nothing before the first visit: the app may start before Redis, and
// survives its restarts.
func NewCounter(url string) (*Counter, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL: %w", err)
	}
	options.DialTimeout = timeout
	options.ContextTimeoutEnabled = true
	// One more attempt, since a connection may have broken while nobody used it; a host that
	// cannot be reached is given up at once.
	options.MaxRetries = 1
	options.DialerRetries = 1
	redis.SetLogger(logger{})
	return &Counter{redis.NewClient(options)}, nil
}

// Add counts one visit, and tells how many there are. What fails is over inside a second.
func (c *Counter) Add(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return c.client.Incr(ctx, "visits").Result()
}

// Close ends the connections.
func (c *Counter) Close() error {
	return c.client.Close()
}

// logger passes on what the client says of its connections.
type logger struct{}

func (logger) Printf(ctx context.Context, format string, values ...any) {
	slog.WarnContext(ctx, fmt.Sprintf(format, values...))
}
