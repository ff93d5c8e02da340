import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Test } from "@nestjs/testing";
import { PersonStore } from "../src/person-store.ts";
import { PersonsController } from "../src/persons/persons.controller.ts";

// The controller alone: whatever it is given takes the place of the database.
const ada = { id: 1, name: "Ada", emails: [], created_at: new Date(0) };
const store: Pick<PersonStore, "get" | "delete"> = {
  get: async (id) => (id === ada.id ? ada : undefined),
  delete: async (id) => id === ada.id,
};
let controller: PersonsController;

before(async () => {
  const module = await Test.createTestingModule({
    controllers: [PersonsController],
    providers: [{ provide: PersonStore, useValue: store }],
  }).compile();
  controller = module.get(PersonsController);
});

test("a person who is there", async () => {
  assert.equal(await controller.get(1), ada);
  assert.equal(await controller.delete(1), undefined);
});

test("a person who is not there is a 404", async () => {
  await assert.rejects(controller.get(2), { name: "Problem", status: 404 });
  await assert.rejects(controller.delete(2), { name: "Problem", status: 404 });
});
