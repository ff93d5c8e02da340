package database_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/app/internal/config"
	"example.com/app/internal/database"
	"example.com/app/internal/database/databasetest"
)

func TestMain(m *testing.M) {
	if err := databasetest.UseSchema("database_test"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func TestMigrateTwiceAtOnce(t *testing.T) {
	conf := settings(t)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			if err := database.Migrate(t.Context(), conf); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestMigrationsGoDownAndUp(t *testing.T) {
	conf := settings(t)
	if err := database.Migrate(t.Context(), conf); err != nil {
		t.Fatal(err)
	}
	if err := database.TakeBack(t.Context(), conf); err != nil {
		t.Fatal(err)
	}
	if err := database.MigrationStatus(t.Context(), conf); !errors.Is(err, database.ErrPending) {
		t.Errorf("got %v, want a pending migration", err)
	}
	if err := database.Migrate(t.Context(), conf); err != nil {
		t.Fatal(err)
	}
	if err := database.MigrationStatus(t.Context(), conf); err != nil {
		t.Error(err)
	}
}

func TestDeadConnectionIsReplaced(t *testing.T) {
	conf := settings(t)
	conf.DBPoolSize = 1
	pool, other := open(t, conf), open(t, conf)
	before := backend(t, pool)
	// Now it lies in the pool, and is the first to be used again.
	if _, err := other.Exec(t.Context(), "SELECT pg_terminate_backend($1, 1000)", before); err != nil {
		t.Fatal(err)
	}
	if after := backend(t, pool); after == before {
		t.Errorf("still backend %d", after)
	}
}

func TestLongStatementIsEnded(t *testing.T) {
	started := time.Now()
	_, err := open(t, settings(t)).Exec(t.Context(), "SELECT pg_sleep(30)")
	if !errors.Is(database.Wrap(err), database.ErrUnavailable) {
		t.Errorf("got %v, want the end of a statement", err)
	}
	if elapsed := time.Since(started); elapsed > 5*time.Second {
		t.Errorf("took %v", elapsed)
	}
}

func TestMistakeInSQLIsNoOutage(t *testing.T) {
	_, err := open(t, settings(t)).Exec(t.Context(), "SELECT nothing FROM nowhere")
	if err == nil || errors.Is(database.Wrap(err), database.ErrUnavailable) {
		t.Errorf("got %v, want an error that a retry would not help", err)
	}
}

func TestOutages(t *testing.T) {
	tests := map[string]map[string]string{
		"nobody listens":   {"PGHOST": "127.0.0.1", "PGPORT": "1"},
		"unknown host":     {"PGHOST": "database.invalid"},
		"wrong password":   {"PGPASSWORD": "wrong"},
		"unknown database": {"PGDATABASE": "nothing"},
	}
	for name, env := range tests {
		t.Run(name, func(t *testing.T) {
			for key, value := range env {
				t.Setenv(key, value)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
			defer cancel()
			_, err := database.Version(ctx, open(t, settings(t)))
			if !errors.Is(err, database.ErrUnavailable) {
				t.Errorf("got %v, want an outage", err)
			}
		})
	}
}

func settings(t *testing.T) config.Config {
	t.Helper()
	conf, err := config.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	return conf
}

func open(t *testing.T, conf config.Config) *pgxpool.Pool {
	t.Helper()
	pool, err := database.Open(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// backend gives the process id of the server's side of a connection.
func backend(t *testing.T, pool *pgxpool.Pool) int {
	t.Helper()
	var pid int
	if err := pool.QueryRow(t.Context(), "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		t.Fatal(err)
	}
	return pid
}
