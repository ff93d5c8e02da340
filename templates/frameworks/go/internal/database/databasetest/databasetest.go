// Package databasetest keeps tests away from the app's own data.
package databasetest

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5"
)

// UseSchema leads this process to a schema of that name, new and empty, in the database that
// TEST_DATABASE names. A package calls it in TestMain: go test runs packages at the same time.
func UseSchema(schema string) error {
	database := os.Getenv("TEST_DATABASE")
	if database == "" {
		return errors.New("TEST_DATABASE names no database for tests: docker compose run --rm test")
	}
	for name, value := range map[string]string{
		"PGDATABASE": database,
		"PGOPTIONS":  "-c search_path=" + schema,
	} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	ctx := context.Background()
	connection, err := pgx.Connect(ctx, "") // PGHOST, PGUSER …
	if err != nil {
		return err
	}
	defer func() { _ = connection.Close(ctx) }()
	_, err = connection.Exec(ctx, fmt.Sprintf("DROP SCHEMA IF EXISTS %[1]s CASCADE; CREATE SCHEMA %[1]s", schema))
	return err
}
