// Package person has the sample resource: what a person is, and how persons are kept.
package person

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MaxID is the greatest integer that every JSON parser keeps exact.
const MaxID = 1<<53 - 1

const (
	maxName    = 200
	maxEmails  = 10
	minAddress = 3
	maxAddress = 254
)

// Person as it is stored and shown.
type Person struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	Emails    []string  `json:"emails"`
	CreatedAt time.Time `json:"created_at"`
}

// Input is a valid person that is not stored yet.
type Input struct {
	Name   string
	Emails []string
}

// FieldError says what is wrong with one field of the input.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// ParseInput takes decoded JSON, and tells everything that is wrong with it at once.
func ParseInput(given any) (Input, []FieldError) {
	object, ok := given.(map[string]any)
	if !ok {
		return Input{}, []FieldError{{"body", "must be an object"}}
	}
	var input Input
	var errs []FieldError
	if name, ok := object["name"]; !ok {
		errs = append(errs, FieldError{"name", "is required"})
	} else if text, ok := name.(string); !ok {
		errs = append(errs, FieldError{"name", "must be a string"})
	} else {
		input.Name = strings.TrimSpace(text)
		if wrong := checkText(input.Name, 1, maxName); wrong != "" {
			errs = append(errs, FieldError{"name", wrong})
		}
	}
	emails, emailErrs := parseEmails(object)
	input.Emails = emails
	return input, append(errs, emailErrs...)
}

func parseEmails(object map[string]any) ([]string, []FieldError) {
	emails := []string{}
	given, ok := object["emails"]
	if !ok {
		return emails, nil
	}
	items, ok := given.([]any)
	if !ok {
		return nil, []FieldError{{"emails", "must be a list"}}
	}
	if len(items) > maxEmails {
		return nil, []FieldError{{"emails", fmt.Sprintf("must have a length of at most %d", maxEmails)}}
	}
	var errs []FieldError
	seen := map[string]bool{}
	for i, item := range items {
		wrong := "must be a string"
		address, ok := item.(string)
		if ok {
			wrong = checkAddress(address)
		}
		if wrong == "" && seen[address] {
			wrong = "must not be given twice"
		}
		if wrong != "" {
			errs = append(errs, FieldError{fmt.Sprintf("emails.%d", i), wrong})
			continue
		}
		seen[address] = true
		emails = append(emails, address)
	}
	return emails, errs
}

// checkAddress returns what is wrong, or nothing.
func checkAddress(address string) string {
	if wrong := checkText(address, minAddress, maxAddress); wrong != "" {
		return wrong
	}
	local, domain, found := strings.Cut(address, "@")
	if !found || local == "" || domain == "" || strings.Contains(domain, "@") ||
		strings.ContainsFunc(address, unicode.IsSpace) {
		return "must have one @ with something before and after it, and no spaces"
	}
	return ""
}

// checkText returns what is wrong, or nothing. Lengths are in characters.
func checkText(text string, minimum, maximum int) string {
	length := utf8.RuneCountInString(text)
	switch {
	case length < minimum:
		return fmt.Sprintf("must have a length of at least %d", minimum)
	case length > maximum:
		return fmt.Sprintf("must have a length of at most %d", maximum)
	case strings.ContainsRune(text, 0): // Postgres cannot store it
		return "must not contain a NUL character"
	}
	return ""
}
