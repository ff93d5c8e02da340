//! The app as its clients see it, on the database and the Redis that `TEST_DATABASE`
//! and `TEST_REDIS_URL` name.

mod database;
mod errors;
mod pages;
mod persons;
mod support;
mod visits;
