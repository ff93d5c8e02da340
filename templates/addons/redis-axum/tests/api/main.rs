//! The app as its clients see it, on the database that PG* name and the Redis of `REDIS_URL`.

mod database;
mod errors;
mod pages;
mod persons;
mod support;
mod visits;
