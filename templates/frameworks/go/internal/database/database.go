// Package database opens Postgres, migrates it, and knows which errors mean that it is away.
package database

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/app/internal/config"
)

const connectTimeout = 2 * time.Second

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
	poolConfig.ConnConfig.RuntimeParams["timezone"] = "UTC"
	return poolConfig, nil
}

// Version asks for the number of the server's version.
func Version(ctx context.Context, pool *pgxpool.Pool) (string, error) {
	var version string
	err := pool.QueryRow(ctx, "SHOW server_version").Scan(&version)
	number, _, _ := strings.Cut(version, " ") // "18.1 (Debian 18.1-1)"
	return number, err
}

// IsUnavailable tells whether the same request may succeed later.
func IsUnavailable(err error) bool {
	var connectError *pgconn.ConnectError
	if errors.As(err, &connectError) {
		return true
	}
	var pgError *pgconn.PgError
	if !errors.As(err, &pgError) {
		return err != nil // not an answer of Postgres: a timeout, or a connection that broke
	}
	switch pgError.Code[:2] {
	case "08", "53", "57": // connection, resources, shutdown or statement_timeout
		return true
	}
	return false
}
