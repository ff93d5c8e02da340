import { execa } from "execa";

const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];

/** Property-based requests out of `/openapi.json`; what they found, or nothing. */
export async function findDocumentationFaults(baseUrl: string): Promise<string> {
  const { exitCode, all } = await execa(
    "docker",
    [
      ...["run", "--rm", "--network=host", "docker-pg-bench/schemathesis", "run"],
      ...[`${baseUrl}/openapi.json`, "--max-examples=15", "--seed=1", "--no-color"],
      `--checks=${checks.join(",")}`,
    ],
    { reject: false, all: true },
  );
  return exitCode === 0 && /Tested: [1-9]/.test(all) ? "" : all;
}
