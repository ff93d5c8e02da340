import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { PersonStore } from "./person-store.ts";
import { notFound } from "./problem.ts";
import { PageQuery, Person, PersonInput, PersonPage, toId } from "./schemas.ts";

// What is no id, is an unknown path.
const personPath = "/persons/:id(^[1-9][0-9]{0,15}$)";

export const persons: FastifyPluginAsyncTypebox<{ store: PersonStore }> = async (
  app,
  { store },
) => {
  app.get(
    "/persons",
    { schema: { querystring: PageQuery, response: { 200: PersonPage } } },
    async ({ query }) => store.list({ limit: Number(query.limit), after: Number(query.after) }),
  );

  app.post(
    "/persons",
    { schema: { body: PersonInput, response: { 201: Person } } },
    async ({ body }, reply) => {
      const person = await store.add(body.name.trim(), body.emails);
      return reply.code(201).header("Location", `/persons/${person.id}`).send(person);
    },
  );

  app.get<{ Params: { id: string } }>(
    personPath,
    { schema: { response: { 200: Person } } },
    async ({ params }) => {
      const person = await store.get(toId(params.id));
      if (person === undefined) throw notFound();
      return person;
    },
  );

  app.delete<{ Params: { id: string } }>(personPath, async ({ params }, reply) => {
    if (!(await store.delete(toId(params.id)))) throw notFound();
    return reply.code(204).send();
  });
};
