// Package database opens Postgres, migrates it, and knows which errors mean that it is away.
package database

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/app/internal/config"
)

// ErrUnavailable says that the same request may succeed later.
var ErrUnavailable = errors.New("database unavailable")

const (
	// A host that does not answer is given up soon: it may be back under another address.
	reachTimeout = 2 * time.Second
	// A server that was reached but is frozen goes on where it stood. Trying anew meanwhile would
	// only leave it a queue of dead connections.
	connectTimeout = 15 * time.Second
)

// Open makes a pool. Nothing is connected before the first use, and what Postgres closed is
// replaced: the app may start before its database and survives its restarts.
func Open(ctx context.Context, conf config.Config) (*pgxpool.Pool, error) {
	pool, err := poolConfig(conf)
	if err != nil {
		return nil, err
	}
	pool.ConnConfig.RuntimeParams["statement_timeout"] = "3s"
	pool.MaxConns = conf.DBPoolSize
	// By default a connection just used is trusted; a restart of the database would cost a request.
	pool.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return true }
	return pgxpool.NewWithConfig(ctx, pool)
}

func poolConfig(conf config.Config) (*pgxpool.Config, error) {
	poolConfig, err := pgxpool.ParseConfig("") // PGHOST, PGUSER …
	if err != nil {
		return nil, fmt.Errorf("settings of the database: %w", err)
	}
	if conf.DBPassword != "" {
		poolConfig.ConnConfig.Password = conf.DBPassword
	}
	poolConfig.ConnConfig.ConnectTimeout = connectTimeout
	poolConfig.ConnConfig.DialFunc = (&net.Dialer{Timeout: reachTimeout}).DialContext
	poolConfig.ConnConfig.LookupFunc = func(ctx context.Context, host string) ([]string, error) {
		ctx, cancel := context.WithTimeout(ctx, reachTimeout)
		defer cancel()
		return net.DefaultResolver.LookupHost(ctx, host)
	}
	poolConfig.ConnConfig.RuntimeParams["timezone"] = "UTC"
	return poolConfig, nil
}

// Version asks for the number of the server's version.
func Version(ctx context.Context, pool *pgxpool.Pool) (string, error) {
	var version string
	err := pool.QueryRow(ctx, "SHOW server_version").Scan(&version)
	number, _, _ := strings.Cut(version, " ") // "18.1 (Debian 18.1-1)"
	return number, Wrap(err)
}

// Wrap makes an [ErrUnavailable] of an error of pgx which means that Postgres is away. Other errors
// stay as they are. Only who asked Postgres can tell: the same timeout may be another server's.
func Wrap(err error) error {
	if isUnavailable(err) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

func isUnavailable(err error) bool {
	var (
		connectError *pgconn.ConnectError
		netError     net.Error
		pgError      *pgconn.PgError
	)
	switch {
	case errors.As(err, &connectError), errors.As(err, &netError):
		return true
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, io.ErrUnexpectedEOF), pgconn.SafeToRetry(err):
		return true
	case errors.As(err, &pgError):
		// Classes of SQLSTATE: connection, resources, shutdown or statement_timeout.
		return slices.Contains([]string{"08", "53", "57"}, pgError.Code[:2])
	}
	return false
}
