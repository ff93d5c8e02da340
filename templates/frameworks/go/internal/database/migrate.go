package database

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"example.com/app/internal/config"
	"example.com/app/migrations"
)

// ErrPending says that the code has migrations which the database lacks.
var ErrPending = errors.New("migrations are pending")

// Migrate brings the schema up to date. An advisory lock lets one process migrate at a time; the
// others wait for ten minutes.
func Migrate(ctx context.Context, conf config.Config) error {
	provider, db, err := openProvider(conf)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	results, err := provider.Up(ctx)
	for _, result := range results {
		slog.Info("migrated", "migration", result.Source.Path, "duration", result.Duration)
	}
	return err
}

// TakeBack undoes the last migration.
func TakeBack(ctx context.Context, conf config.Config) error {
	provider, db, err := openProvider(conf)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	result, err := provider.Down(ctx)
	if err != nil {
		return err
	}
	slog.Info("taken back", "migration", result.Source.Path, "duration", result.Duration)
	return nil
}

// MigrationStatus logs the state of each migration, and fails with [ErrPending].
func MigrationStatus(ctx context.Context, conf config.Config) error {
	provider, db, err := openProvider(conf)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	statuses, err := provider.Status(ctx)
	if err != nil {
		return err
	}
	pending := false
	for _, status := range statuses {
		slog.Info("status", "migration", status.Source.Path, "state", status.State)
		pending = pending || status.State == goose.StatePending
	}
	if pending {
		return ErrPending
	}
	return nil
}

// openProvider comes with the connections that the caller has to close.
func openProvider(conf config.Config) (*goose.Provider, *sql.DB, error) {
	pool, err := poolConfig(conf) // without statement_timeout: a migration may take long
	if err != nil {
		return nil, nil, err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600))
	if err != nil {
		return nil, nil, err
	}
	db := stdlib.OpenDB(*pool.ConnConfig)
	provider, err := goose.NewProvider(
		goose.DialectPostgres, db, migrations.Files, goose.WithSessionLocker(locker),
	)
	if err != nil {
		_ = db.Close()
		return nil, nil, err
	}
	return provider, db, nil
}
