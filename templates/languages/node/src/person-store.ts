import type { Database } from "./database.ts";

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly emails: string[];
  readonly created_at: Date;
}

export interface PersonPage {
  readonly items: Person[];
  /** The last id of this page, or null when no person follows. */
  readonly next: number | null;
}

const selectPersons = `
  SELECT id, name,
    ARRAY(SELECT address FROM emails WHERE person_id = persons.id ORDER BY emails.id) AS emails,
    created_at
  FROM persons`;

/** Persons and their emails, one statement each: none is ever stored by half. */
export class PersonStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list({ limit, after }: { limit: number; after: number }): Promise<PersonPage> {
    const found = await this.#database.query<Person>(
      `${selectPersons} WHERE id > $1 ORDER BY id LIMIT $2`,
      // One more than asked for tells whether there is a next page.
      [after, limit + 1],
    );
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  async get(id: number): Promise<Person | undefined> {
    const [person] = await this.#database.query<Person>(`${selectPersons} WHERE id = $1`, [id]);
    return person;
  }

  async add(name: string, emails: readonly string[]): Promise<Person> {
    const [person] = await this.#database.query<Person>(
      `WITH person AS (
         INSERT INTO persons (name) VALUES ($1) RETURNING id, name, created_at
       ), added AS (
         INSERT INTO emails (person_id, address)
         SELECT person.id, address
         FROM person, unnest($2::text[]) WITH ORDINALITY AS given (address, position)
         ORDER BY position
       )
       SELECT id, name, $2::text[] AS emails, created_at FROM person`,
      [name, emails],
    );
    if (person === undefined) throw new Error("INSERT returned no row.");
    return person;
  }

  /** False when there is no such person. */
  async delete(id: number): Promise<boolean> {
    const deleted = await this.#database.query("DELETE FROM persons WHERE id = $1 RETURNING id", [
      id,
    ]);
    return deleted.length > 0;
  }
}
