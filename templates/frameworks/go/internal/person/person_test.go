package person_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"example.com/app/internal/person"
)

func TestParseInputAccepts(t *testing.T) {
	elephants := strings.Repeat("🐘", 200)
	longest := strings.Repeat("a", 252) + "@b"
	tests := map[string]struct {
		given string
		want  person.Input
	}{
		"name alone":       {`{"name":"Ada"}`, person.Input{Name: "Ada", Emails: []string{}}},
		"spaces around":    {`{"name":" \u3000Ada King\n"}`, person.Input{Name: "Ada King", Emails: []string{}}},
		"unknown members":  {`{"name":"Ada","id":7}`, person.Input{Name: "Ada", Emails: []string{}}},
		"longest":          {fmt.Sprintf(`{"name":%q,"emails":[%q]}`, elephants, longest), person.Input{Name: elephants, Emails: []string{longest}}},
		"order of emails":  {`{"name":"x","emails":["b@x","a@x"]}`, person.Input{Name: "x", Emails: []string{"b@x", "a@x"}}},
		"emails in a case": {`{"name":"x","emails":["a@x","A@x"]}`, person.Input{Name: "x", Emails: []string{"a@x", "A@x"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, errs := person.ParseInput(decode(t, test.given))
			if len(errs) > 0 || !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, %v, want %+v", got, errs, test.want)
			}
		})
	}
}

func TestParseInputRefuses(t *testing.T) {
	tests := []struct {
		given string
		want  []string
	}{
		{`null`, []string{"body"}},
		{`[]`, []string{"body"}},
		{`{}`, []string{"name"}},
		{`{"Name":"Ada"}`, []string{"name"}},
		{`{"name":5}`, []string{"name"}},
		{`{"name":" \u00a0\n"}`, []string{"name"}},
		{`{"name":"` + strings.Repeat("x", 201) + `"}`, []string{"name"}},
		{`{"name":"a\u0000b"}`, []string{"name"}},
		{`{"name":"x","emails":null}`, []string{"emails"}},
		{`{"name":"x","emails":["a@b","a@b"]}`, []string{"emails.1"}},
		{`{"name":"x","emails":[1,2,3,4,5,6,7,8,9,10,11]}`, []string{"emails"}},
		{`{"name":"x","emails":["a@b","a b@c"]}`, []string{"emails.1"}},
		{`{"name":"x","emails":["a@b@c"]}`, []string{"emails.0"}},
		{`{"name":"x","emails":["a@b\n"]}`, []string{"emails.0"}},
		{`{"name":"x","emails":["` + strings.Repeat("a", 253) + `@b"]}`, []string{"emails.0"}},
		{`{"name":"","emails":["@","a@b",1]}`, []string{"name", "emails.0", "emails.2"}},
	}
	for _, test := range tests {
		t.Run(test.given, func(t *testing.T) {
			_, errs := person.ParseInput(decode(t, test.given))
			var got []string
			for _, err := range errs {
				got = append(got, err.Field)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}
