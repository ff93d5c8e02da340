/** What the tests must know of a language, whatever the framework: a package to add, and its use. */
export interface LanguageRehearsal {
  /** Commands for `docker compose run --rm dev`. */
  readonly addPackage: readonly (readonly string[])[];
  /** Prints `works` if the package is in the image. */
  readonly usePackage: readonly string[];
  /** As many as two processors can start at once, where that is not the 20 of the default settings. */
  readonly replicas?: number;
}

export const languages: Readonly<Record<string, LanguageRehearsal>> = {
  python: {
    addPackage: [["uv", "add", "humanize"], ["lock"]],
    usePackage: [
      "python",
      "-c",
      "import humanize; print('works' if humanize.intcomma(1000) == '1,000' else 'fails')",
    ],
  },
  go: {
    addPackage: [["go", "get", "github.com/google/uuid"]],
    usePackage: ["env", "GOPROXY=off", "go", "list", "-f", "works", "github.com/google/uuid"],
  },
  rust: {
    addPackage: [
      ["cargo", "add", "hex"],
      ["cargo", "update", "--workspace"],
    ],
    usePackage: [
      ...["cargo", "tree", "--offline", "--locked"],
      ...["--invert=hex", "--depth=0", "--format=works"],
    ],
  },
  java: {
    addPackage: [["mvn", "dependency:add", "-Dgav=org.apache.commons:commons-text:1.14.0"]],
    usePackage: [
      "sh",
      "-c",
      "mvn --offline --quiet dependency:build-classpath -Dmdep.outputFile=/tmp/classpath && " +
        "echo 'System.out.println(org.apache.commons.text.WordUtils.uncapitalize(\"Works\"))' | " +
        "jshell --class-path $(cat /tmp/classpath) -s -",
    ],
    replicas: 5,
  },
  node: {
    addPackage: [["npm", "install", "ms"]],
    usePackage: [
      "node",
      "--input-type=module",
      "--eval",
      "import ms from 'ms'; console.log(ms(60_000) === '1m' ? 'works' : 'fails')",
    ],
  },
};
