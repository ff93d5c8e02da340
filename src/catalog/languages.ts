/** What the program itself knows of a language; its files are the layer templates/languages/<id>. */
export interface Language {
  /** What Dependabot calls its packages. */
  readonly dependencyEcosystem: string;
}

export const languages = {
  go: { dependencyEcosystem: "gomod" },
  java: { dependencyEcosystem: "maven" },
  node: { dependencyEcosystem: "npm" },
  python: { dependencyEcosystem: "pip" },
  rust: { dependencyEcosystem: "cargo" },
} as const satisfies Record<string, Language>;

export type LanguageId = keyof typeof languages;
