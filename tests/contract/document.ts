import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect } from "vitest";
import type { Answer } from "./client.ts";

interface MediaType {
  readonly schema?: object;
}

interface HeaderObject {
  readonly required?: boolean;
  readonly schema: object;
}

interface ResponseObject {
  readonly headers?: Readonly<Record<string, HeaderObject>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

type PathItem = Readonly<Record<string, Operation | undefined>>;

interface OpenApi {
  readonly paths: Readonly<Record<string, PathItem>>;
}

/** The contract as written: tests/contract/openapi.json. */
export const openApi = JSON.parse(
  readFileSync(new URL("./openapi.json", import.meta.url), "utf8"),
) as OpenApi;

// strict is off since ajv does not know OpenAPI's own keywords.
const ajv = new Ajv2020({ strict: false, allErrors: true });
// RFC 3339, section 5.6. The offset is not optional.
const dateTime = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
ajv.addFormat("date-time", (text) => dateTime.test(text) && !Number.isNaN(Date.parse(text)));
ajv.addFormat("int64", { type: "number", validate: Number.isSafeInteger });
ajv.addSchema(openApi, "contract");

const validators = new Map<object, ValidateFunction>();

/** Fails unless the value fits the schema, which may refer to the document's components. */
export function expectToFit(value: unknown, schema: object, what: string): void {
  const known = validators.get(schema);
  const validate = known ?? ajv.compile(rebase(schema) as object);
  validators.set(schema, validate);
  validate(value);
  expect(validate.errors ?? [], `${what} fits its schema`).toEqual([]);
}

/** Fails unless the value fits `#/components/schemas/<name>`. */
export function expectToBe(value: unknown, name: string): void {
  expectToFit(value, componentSchema(name), name);
}

const named = new Map<string, object>();

function componentSchema(name: string): object {
  const schema = named.get(name) ?? { $ref: `#/components/schemas/${name}` };
  named.set(name, schema);
  return schema;
}

function rebase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rebase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      key === "$ref" ? [key, `contract${member}`] : [key, rebase(member)],
    ),
  );
}

function resolve<T>(value: T): T {
  const { $ref } = value as { $ref?: string };
  if ($ref === undefined) return value;
  const steps = $ref.slice("#/".length).split("/");
  let found: unknown = openApi;
  for (const step of steps) found = (found as Record<string, unknown>)[step];
  return found as T;
}

function findPath(path: string): PathItem | undefined {
  const [plain = ""] = path.split("?");
  const match = Object.keys(openApi.paths).find((template) => {
    const pattern = template.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+");
    return new RegExp(`^${pattern}$`).test(plain);
  });
  return match === undefined ? undefined : openApi.paths[match];
}

/** Fails unless the answer is what the document says: status, headers, media type and body. */
export function documented(answer: Answer): void {
  const { method, path, status } = answer;
  const what = `${method} ${path.slice(0, 80)} → ${status}`;
  const verb = method === "HEAD" ? "get" : method.toLowerCase();
  const operation = findPath(path)?.[verb];
  if (operation === undefined) {
    if (status >= 400) expectProblem(answer, what);
    return;
  }
  const found = operation.responses[String(status)];
  expect(
    found,
    `${what} is documented for ${operation.operationId}; body: ${excerpt(answer)}`,
  ).toBeDefined();
  if (found === undefined) return;
  const response = resolve(found);
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    const value = answer.headers[name.toLowerCase()];
    const { required, schema } = resolve(header);
    if (required || value !== undefined) expectToFit(value, schema, `${what}: header ${name}`);
  }
  if (status >= 400) expectProblem(answer, what);
  if (method !== "HEAD") expectContent(answer, response, what);
}

function expectContent(answer: Answer, response: ResponseObject, what: string): void {
  if (response.content === undefined) {
    expect(answer.bytes.length, `${what}: bytes in the body`).toBe(0);
    return;
  }
  const type = mediaType(answer);
  const content = response.content[type] ?? response.content["*/*"];
  expect(content, `${what}: the content type ${type} is documented`).toBeDefined();
  if (content?.schema === undefined) return;
  expectToFit(isJson(type) ? answer.json() : answer.text, content.schema, what);
}

function expectProblem(answer: Answer, what: string): void {
  expect(mediaType(answer), `${what}: content type; body: ${excerpt(answer)}`).toBe(
    "application/problem+json",
  );
  if (answer.method === "HEAD") return;
  const problem = answer.json<{ status: unknown }>();
  expectToBe(problem, answer.status === 422 ? "ValidationProblem" : "Problem");
  expect(problem.status, `${what}: status in the body`).toBe(answer.status);
}

/** The content type in lower case, without parameters. */
export function mediaType({ headers }: Pick<Answer, "headers">): string {
  return (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

function isJson(type: string): boolean {
  return type === "application/json" || type.endsWith("+json");
}

function excerpt({ text }: Answer): string {
  return JSON.stringify(text.slice(0, 200));
}
