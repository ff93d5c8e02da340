package person

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"example.com/app/internal/database"
)

// ErrNotFound is returned for a person who does not exist.
var ErrNotFound = errors.New("person not found")

// DB is a pool, a connection or a transaction.
type DB interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Store keeps persons in Postgres. While that is away, it fails with [database.ErrUnavailable].
type Store struct {
	db DB
}

// NewStore makes a store on top of a database.
func NewStore(db DB) *Store {
	return &Store{db}
}

const selectPersons = `
SELECT id, name,
       ARRAY(SELECT address FROM emails WHERE person_id = persons.id ORDER BY emails.id) AS emails,
       created_at
FROM persons `

// List returns at most limit persons with greater ids than after, in the order of their ids.
func (s *Store) List(ctx context.Context, after int64, limit int) ([]Person, error) {
	rows, err := s.db.Query(ctx, selectPersons+`WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
	if err != nil {
		return nil, database.Wrap(err)
	}
	persons, err := pgx.CollectRows(rows, toPerson)
	return persons, database.Wrap(err)
}

// Get returns one person or ErrNotFound.
func (s *Store) Get(ctx context.Context, id int64) (Person, error) {
	return s.one(ctx, selectPersons+`WHERE id = $1`, id)
}

// Add stores a person with the emails in the order given: one statement, so all or nothing.
func (s *Store) Add(ctx context.Context, input Input) (Person, error) {
	return s.one(ctx, `
WITH person AS (
  INSERT INTO persons (name) VALUES ($1) RETURNING id, name, created_at
), email AS (
  INSERT INTO emails (person_id, address)
  SELECT person.id, address
  FROM person, unnest($2::text[]) WITH ORDINALITY AS given (address, position)
  ORDER BY position
)
SELECT id, name, $2::text[] AS emails, created_at FROM person`, input.Name, input.Emails)
}

// Delete removes a person together with the emails, or returns ErrNotFound.
func (s *Store) Delete(ctx context.Context, id int64) error {
	rows, err := s.db.Query(ctx, `DELETE FROM persons WHERE id = $1`, id)
	if err != nil {
		return database.Wrap(err)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return database.Wrap(err)
	}
	if rows.CommandTag().RowsAffected() == 0 {
		return ErrNotFound
	}
	return nil
}

func (s *Store) one(ctx context.Context, sql string, args ...any) (Person, error) {
	rows, err := s.db.Query(ctx, sql, args...)
	if err != nil {
		return Person{}, database.Wrap(err)
	}
	person, err := pgx.CollectExactlyOneRow(rows, toPerson)
	if errors.Is(err, pgx.ErrNoRows) {
		return Person{}, ErrNotFound
	}
	return person, database.Wrap(err)
}

func toPerson(row pgx.CollectableRow) (Person, error) {
	person, err := pgx.RowToStructByName[Person](row)
	person.CreatedAt = person.CreatedAt.UTC()
	return person, err
}
