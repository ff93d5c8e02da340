import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  ConflictException,
  Controller,
  Get,
  type INestApplication,
  Param,
  ServiceUnavailableException,
} from "@nestjs/common";
import { APP_FILTER } from "@nestjs/core";
import { Test } from "@nestjs/testing";
import { ProblemFilter } from "../src/problem.filter.ts";
import { Problem } from "../src/problem.ts";

const cases: Record<string, { error: unknown; status: number; title: string; detail?: string }> = {
  problem: {
    error: new Problem(409, { detail: "It is taken." }),
    status: 409,
    title: "Conflict",
    detail: "It is taken.",
  },
  conflict: {
    error: new ConflictException("It is taken."),
    status: 409,
    title: "Conflict",
    detail: "It is taken.",
  },
  plain: { error: new ConflictException(), status: 409, title: "Conflict" },
  unavailable: {
    error: new ServiceUnavailableException(),
    status: 503,
    title: "Service Unavailable",
  },
  unexpected: { error: new Error("secret"), status: 500, title: "Internal Server Error" },
  thrown: { error: "secret", status: 500, title: "Internal Server Error" },
};

@Controller()
class ThrowingController {
  @Get(":name")
  get(@Param("name") name: string): never {
    throw cases[name]?.error;
  }
}

let app: INestApplication;

before(async () => {
  const module = await Test.createTestingModule({
    controllers: [ThrowingController],
    providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
  }).compile();
  app = module.createNestApplication({ logger: false });
  await app.listen(0, "127.0.0.1");
});
after(() => app.close());

for (const [name, { error, ...body }] of Object.entries(cases)) {
  test(`${name}: ${error}`, async () => {
    const response = await fetch(`${await app.getUrl()}/${name}`);
    assert.equal(response.status, body.status);
    assert.match(response.headers.get("Content-Type") ?? "", /^application\/problem\+json/);
    assert.deepEqual(await response.json(), { type: "about:blank", ...body });
  });
}
