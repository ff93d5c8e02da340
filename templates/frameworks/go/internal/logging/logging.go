// Package logging sets up the app's log: JSON lines for machines, or text for people.
package logging

import (
	"io"
	"log/slog"
	"strings"
	"time"
)

// New makes a logger of the format json or text.
func New(w io.Writer, format string) *slog.Logger {
	if format == "text" {
		return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: shortTime}))
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: commonNames}))
}

func shortTime(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) == 0 && attr.Key == slog.TimeKey {
		attr.Value = slog.StringValue(attr.Value.Time().Format(time.TimeOnly))
	}
	return attr
}

// commonNames gives slog's own attributes the names that log collectors know.
func commonNames(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return attr
	}
	switch attr.Key {
	case slog.LevelKey:
		attr.Value = slog.StringValue(strings.ToLower(attr.Value.String()))
	case slog.MessageKey:
		attr.Key = "message"
	}
	return attr
}
