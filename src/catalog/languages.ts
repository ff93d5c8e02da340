/** What the program itself knows of a language; its files are the layer templates/languages/<id>. */
export interface Language {
  /** What Dependabot calls its packages. */
  readonly dependencyEcosystem: string;
  /** Its apps believe a proxy's X-Forwarded-* headers where FORWARDED_ALLOW_IPS is set. */
  readonly readsForwardedAllowIps?: true;
}

export const languages = {
  go: { dependencyEcosystem: "gomod" },
  java: { dependencyEcosystem: "maven" },
  node: { dependencyEcosystem: "npm", readsForwardedAllowIps: true },
  python: { dependencyEcosystem: "pip", readsForwardedAllowIps: true },
  rust: { dependencyEcosystem: "cargo" },
} as const satisfies Record<string, Language>;

export type LanguageId = keyof typeof languages;
