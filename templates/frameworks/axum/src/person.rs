//! The sample resource: what a person is, and how persons are kept.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::{FromRow, PgConnection};

/// The greatest integer that every JSON parser keeps exact.
pub const MAX_ID: i64 = (1 << 53) - 1;

const MAX_EMAILS: usize = 10;

/// A person as stored and shown.
#[derive(Clone, Debug, Deserialize, FromRow, PartialEq, Serialize)]
pub struct Person {
    pub id: i64,
    pub name: String,
    pub emails: Vec<String>,
    pub created_at: DateTime<Utc>,
}

/// A valid person that is not stored yet.
#[derive(Debug, PartialEq)]
pub struct NewPerson {
    name: String,
    emails: Vec<String>,
}

/// What is wrong with one field of the input.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

impl NewPerson {
    /// Tells everything that is wrong with the input at once.
    pub fn parse(input: &Value) -> Result<Self, Vec<FieldError>> {
        let Value::Object(members) = input else {
            return Err(vec![FieldError::new("body", "must be an object")]);
        };
        match (parse_name(members), parse_emails(members)) {
            (Ok(name), Ok(emails)) => Ok(Self { name, emails }),
            (name, emails) => {
                let of_name = name.err().into_iter();
                Err(of_name.chain(emails.err().unwrap_or_default()).collect())
            }
        }
    }
}

fn parse_name(members: &Map<String, Value>) -> Result<String, FieldError> {
    let wrong = |message| FieldError::new("name", message);
    match members.get("name") {
        None => Err(wrong("is required".to_owned())),
        Some(Value::String(text)) => {
            let name = text.trim();
            check_text(name, 1, 200).map_err(wrong)?;
            Ok(name.to_owned())
        }
        Some(_) => Err(wrong("must be a string".to_owned())),
    }
}

fn parse_emails(members: &Map<String, Value>) -> Result<Vec<String>, Vec<FieldError>> {
    let items = match members.get("emails") {
        None => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(vec![FieldError::new("emails", "must be a list")]),
    };
    if items.len() > MAX_EMAILS {
        let message = format!("must have a length of at most {MAX_EMAILS}");
        return Err(vec![FieldError::new("emails", message)]);
    }
    let mut emails = Vec::new();
    let mut errors = Vec::new();
    let mut seen = HashSet::new();
    for (index, item) in items.iter().enumerate() {
        match parse_address(item) {
            Ok(address) if seen.insert(address) => emails.push(address.to_owned()),
            Ok(_) => errors.push((index, "must not be given twice".to_owned())),
            Err(message) => errors.push((index, message)),
        }
    }
    if errors.is_empty() {
        return Ok(emails);
    }
    let named = errors.into_iter();
    Err(named
        .map(|(index, message)| FieldError::new(format!("emails.{index}"), message))
        .collect())
}

fn parse_address(item: &Value) -> Result<&str, String> {
    let address = item.as_str().ok_or("must be a string")?;
    check_text(address, 3, 254)?;
    match address.split_once('@') {
        Some((local, domain))
            if !local.is_empty()
                && !domain.is_empty()
                && !domain.contains('@')
                && !address.contains(char::is_whitespace) =>
        {
            Ok(address)
        }
        _ => Err("must have one @ with something before and after it, and no spaces".to_owned()),
    }
}

/// Lengths are in characters.
fn check_text(text: &str, minimum: usize, maximum: usize) -> Result<(), String> {
    let length = text.chars().count();
    if length < minimum {
        Err(format!("must have a length of at least {minimum}"))
    } else if length > maximum {
        Err(format!("must have a length of at most {maximum}"))
    } else if text.contains('\0') {
        // Postgres cannot store it.
        Err("must not contain a NUL character".to_owned())
    } else {
        Ok(())
    }
}

/// At most `limit` persons with greater ids than `after`, in the order of their ids.
pub async fn list(
    connection: &mut PgConnection,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as(
        "SELECT id, name, created_at,
                ARRAY(SELECT address FROM emails WHERE person_id = persons.id ORDER BY emails.id)
                  AS emails
         FROM persons
         WHERE id > $1
         ORDER BY id
         LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}

pub async fn get(connection: &mut PgConnection, id: i64) -> sqlx::Result<Option<Person>> {
    sqlx::query_as(
        "SELECT id, name, created_at,
                ARRAY(SELECT address FROM emails WHERE person_id = persons.id ORDER BY emails.id)
                  AS emails
         FROM persons
         WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await
}

/// Stores a person with the emails in the order given: one statement, so all or nothing.
pub async fn add(connection: &mut PgConnection, person: &NewPerson) -> sqlx::Result<Person> {
    sqlx::query_as(
        "WITH person AS (
           INSERT INTO persons (name) VALUES ($1) RETURNING id, name, created_at
         ), email AS (
           INSERT INTO emails (person_id, address)
           SELECT person.id, address
           FROM person, unnest($2::text[]) WITH ORDINALITY AS given (address, position)
           ORDER BY position
         )
         SELECT id, name, created_at, $2::text[] AS emails FROM person",
    )
    .bind(&person.name)
    .bind(&person.emails)
    .fetch_one(connection)
    .await
}

/// Removes a person together with the emails; tells whether there was one.
pub async fn delete(connection: &mut PgConnection, id: i64) -> sqlx::Result<bool> {
    let deleted = sqlx::query("DELETE FROM persons WHERE id = $1")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(deleted.rows_affected() > 0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn accepted() {
        let elephants = "🐘".repeat(200);
        let longest = format!("{}@b", "a".repeat(252));
        for (input, name, emails) in [
            (json!({"name": "Ada"}), "Ada", vec![]),
            (json!({"name": " \u{3000}Ada King\n"}), "Ada King", vec![]),
            (json!({"name": "Ada", "id": 7}), "Ada", vec![]),
            (
                json!({"name": elephants, "emails": [longest]}),
                &elephants,
                vec![longest.as_str()],
            ),
            (
                json!({"name": "x", "emails": ["b@x", "a@x"]}),
                "x",
                vec!["b@x", "a@x"],
            ),
            (
                json!({"name": "x", "emails": ["a@x", "A@x"]}),
                "x",
                vec!["a@x", "A@x"],
            ),
        ] {
            let person = NewPerson::parse(&input).unwrap();
            assert_eq!(person.name, name);
            assert_eq!(person.emails, emails);
        }
    }

    #[test]
    fn refused_with_the_fields_named() {
        for (input, fields) in [
            (json!([]), &["body"][..]),
            (json!({}), &["name"]),
            (json!({"name": null}), &["name"]),
            (json!({"name": " \u{a0}"}), &["name"]),
            (json!({"name": "a\0b"}), &["name"]),
            (json!({"name": "x".repeat(201)}), &["name"]),
            (json!({"name": "x", "emails": null}), &["emails"]),
            (json!({"name": "x", "emails": vec!["a@b"; 11]}), &["emails"]),
            (
                json!({"name": "x", "emails": [1, "a@b", "a@b"]}),
                &["emails.0", "emails.2"],
            ),
            (
                json!({"name": "", "emails": ["a b@c", "d@", "e@f@g"]}),
                &["name", "emails.0", "emails.1", "emails.2"],
            ),
            (
                json!({"name": "x", "emails": ["a@\u{3000}b", "a@b\0", "@b"]}),
                &["emails.0", "emails.1", "emails.2"],
            ),
            (
                json!({"name": "x", "emails": [format!("{}@b", "a".repeat(253))]}),
                &["emails.0"],
            ),
        ] {
            let errors = NewPerson::parse(&input).unwrap_err();
            let named: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(named, fields, "{input}");
        }
    }
}
