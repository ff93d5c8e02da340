//! The app as its clients see it, on the database that PG* name.

mod database;
mod errors;
mod pages;
mod persons;
mod support;
