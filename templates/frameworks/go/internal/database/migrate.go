package database

import (
	"context"
	"log/slog"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"example.com/app/internal/config"
	"example.com/app/migrations"
)

// Migrate brings the schema up to date. An advisory lock lets one process migrate at a time; the
// others wait for ten minutes.
func Migrate(ctx context.Context, conf config.Config) error {
	pool, err := poolConfig(conf) // without statement_timeout: a migration may take long
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600))
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*pool.ConnConfig)
	defer func() { _ = db.Close() }()
	provider, err := goose.NewProvider(
		goose.DialectPostgres, db, migrations.Files, goose.WithSessionLocker(locker),
	)
	if err != nil {
		return err
	}
	results, err := provider.Up(ctx)
	for _, result := range results {
		slog.Info("migrated", "migration", result.Source.Path, "duration", result.Duration)
	}
	return err
}
