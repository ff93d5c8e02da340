import { Router } from "express";
import { allow } from "./allow.ts";
import { jsonBody } from "./json-body.ts";
import type { PersonStore } from "./person-store.ts";
import { notFound } from "./problem.ts";
import { PageQuery, PersonInput, parse, parseId } from "./schemas.ts";

export function personsRouter(persons: PersonStore): Router {
  const router = Router({ caseSensitive: true, strict: true });

  router
    .route("/persons")
    .all(allow("GET", "HEAD", "POST"))
    .get(async (req, res) => {
      res.json(await persons.list(parse(PageQuery, req.query)));
    })
    .post(...jsonBody, async (req, res) => {
      const { name, emails } = parse(PersonInput, req.body);
      const person = await persons.add(name, emails);
      res.status(201).location(`/persons/${person.id}`).json(person);
    });

  router
    .route("/persons/:id")
    .all(allow("GET", "HEAD", "DELETE"))
    .get(async (req, res) => {
      const person = await persons.get(parseId(req.params.id));
      if (person === undefined) throw notFound();
      res.json(person);
    })
    .delete(async (req, res) => {
      if (!(await persons.delete(parseId(req.params.id)))) throw notFound();
      res.status(204).end();
    });

  return router;
}
