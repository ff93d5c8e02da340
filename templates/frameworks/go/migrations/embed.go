// Package migrations holds the database's migrations, built into the binary.
package migrations

import "embed"

//go:embed *.sql
var Files embed.FS
