import { optionKeys, optionOf } from "../catalog/options.ts";

/** The JSON Schema of a `--config` file, out of the options table. */
export function configSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Answers for create-docker-pg-app",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      ...Object.fromEntries(
        optionKeys.map((key) => {
          const { flag, summary, schema } = optionOf(key);
          return [flag, { description: summary, ...schema }];
        }),
      ),
    },
  };
}
