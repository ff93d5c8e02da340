// Package public holds the welcome page and the OpenAPI document, built into the binary.
package public

import "embed"

//go:embed *.html *.css *.js *.json
var Files embed.FS
