/** What Dependabot calls a language's packages. */
const dependencyEcosystems: Readonly<Record<string, string>> = {
  go: "gomod",
  java: "maven",
  node: "npm",
  python: "pip",
  rust: "cargo",
};

export function dependencyEcosystemOf(language: string): string {
  const ecosystem = dependencyEcosystems[language];
  if (ecosystem === undefined) throw new Error(`Dependabot's name for ${language} is missing.`);
  return ecosystem;
}
