import { expect } from "vitest";
import { type Answer, type Call, post, postChunked, send, type Target } from "./client.ts";

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly emails: readonly string[];
  readonly created_at: string;
}

export interface PersonPage {
  readonly items: readonly Person[];
  readonly next: number | null;
}

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** The API under test. Remembers the persons that it adds, so that a suite can leave none behind. */
export class Api {
  readonly #target: () => Target;
  readonly #added = new Set<string>();

  constructor(target: () => Target) {
    this.#target = target;
  }

  get target(): Target {
    return this.#target();
  }

  get(path: string): Promise<Answer> {
    return this.send({ path });
  }

  async send(call: Call): Promise<Answer> {
    return this.#remember(await send(this.target, call));
  }

  async post(body: unknown, headers?: Call["headers"]): Promise<Answer> {
    return this.#remember(await post(this.target, body, headers));
  }

  async postChunked(pieces: Iterable<Buffer>): Promise<Answer> {
    return this.#remember(await postChunked(this.target, pieces));
  }

  /** Adds a person and expects that to succeed. */
  async add(input: { name: string; emails?: readonly string[] }): Promise<Person> {
    const answer = await this.post(input);
    expect(answer.status, answer.text).toBe(201);
    return answer.json<Person>();
  }

  async delete(id: number): Promise<Answer> {
    return this.send({ method: "DELETE", path: `/persons/${id}` });
  }

  async list(query: string): Promise<PersonPage> {
    const answer = await this.get(`/persons?${query}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.json<PersonPage>();
  }

  /** Deletes the persons added; those already gone do not matter. */
  async cleanUp(): Promise<void> {
    for (const path of this.#added) await send(this.target, { method: "DELETE", path });
    this.#added.clear();
  }

  #remember(answer: Answer): Answer {
    if (answer.status === 201) this.#added.add(`/persons/${answer.json<Person>().id}`);
    return answer;
  }
}

/** Expects a 422 and gives the fields that it names. */
export function invalidFields(answer: Answer): string[] {
  expect(answer.status, answer.text).toBe(422);
  return answer.json<{ errors: FieldError[] }>().errors.map(({ field }) => field);
}
