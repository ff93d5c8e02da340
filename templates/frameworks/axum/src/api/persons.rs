use std::{collections::HashMap, fmt::Display, ops::RangeInclusive, str::FromStr};

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::Serialize;

use super::{error::ApiError, input::Input};
use crate::{
    database::{Database, REQUEST_TIMEOUT},
    person::{self, FieldError, MAX_ID, NewPerson, Person},
};

#[derive(Serialize)]
pub struct PersonPage {
    items: Vec<Person>,
    next: Option<i64>,
}

pub async fn list(
    State(database): State<Database>,
    Query(parameters): Query<HashMap<String, String>>,
) -> Result<Json<PersonPage>, ApiError> {
    let limit = parse_integer(&parameters, "limit", 20_u16, 1..=100);
    let after = parse_integer(&parameters, "after", 0, 0..=MAX_ID);
    let (limit, after) = match (limit, after) {
        (Ok(limit), Ok(after)) => (limit, after),
        (limit, after) => {
            let errors = [limit.err(), after.err()];
            return Err(ApiError::Invalid(errors.into_iter().flatten().collect()));
        }
    };
    // One more than asked for tells whether there is a next page.
    let mut items = database
        .run(REQUEST_TIMEOUT, async |connection| {
            person::list(connection, after, i64::from(limit) + 1).await
        })
        .await?;
    let has_next = items.len() > usize::from(limit);
    items.truncate(limit.into());
    let next = items.last().filter(|_| has_next).map(|person| person.id);
    Ok(Json(PersonPage { items, next }))
}

pub async fn add(
    State(database): State<Database>,
    Input(input): Input,
) -> Result<impl IntoResponse, ApiError> {
    let new = NewPerson::parse(&input).map_err(ApiError::Invalid)?;
    // Only now: a slow upload takes none of the database's time.
    let added = database
        .run(REQUEST_TIMEOUT, async |connection| {
            person::add(connection, &new).await
        })
        .await?;
    let location = format!("/persons/{}", added.id);
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        Json(added),
    ))
}

pub async fn get(
    State(database): State<Database>,
    Path(id): Path<String>,
) -> Result<Json<Person>, ApiError> {
    let id = parse_id(&id)?;
    let found = database
        .run(REQUEST_TIMEOUT, async |connection| {
            person::get(connection, id).await
        })
        .await?;
    found.map(Json).ok_or(ApiError::NotFound)
}

pub async fn delete(
    State(database): State<Database>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = parse_id(&id)?;
    let was_there = database
        .run(REQUEST_TIMEOUT, async |connection| {
            person::delete(connection, id).await
        })
        .await?;
    if was_there {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::NotFound)
    }
}

/// What is no id, nobody has; nor another spelling of one, such as `01` or `+1`.
fn parse_id(text: &str) -> Result<i64, ApiError> {
    match text.parse() {
        Ok(id) if (1..=MAX_ID).contains(&id) && id.to_string() == text => Ok(id),
        _ => Err(ApiError::NotFound),
    }
}

fn parse_integer<T: Display + FromStr + PartialOrd>(
    parameters: &HashMap<String, String>,
    name: &str,
    default: T,
    range: RangeInclusive<T>,
) -> Result<T, FieldError> {
    let Some(text) = parameters.get(name) else {
        return Ok(default);
    };
    match text.parse() {
        Ok(number) if range.contains(&number) && !text.starts_with('+') => Ok(number),
        _ => {
            let (start, end) = range.into_inner();
            let message = format!("must be an integer from {start} to {end}");
            Err(FieldError::new(name, message))
        }
    }
}
