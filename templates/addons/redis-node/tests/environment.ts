// Tests empty what they use: whatever connects imports this first, and turns to a database and a
// Redis that are there for them alone.
import process from "node:process";

process.env.PGDATABASE = required("TEST_DATABASE");
process.env.REDIS_URL = required("TEST_REDIS_URL");

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: docker compose run --rm test`);
  return value;
}
