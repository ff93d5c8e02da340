export interface Step {
  /** What part of the start it belongs to: told once where lines cannot be drawn over. */
  readonly milestone: string;
  /** What is being done at the moment. */
  readonly detail: string;
}

const containerWords = {
  Healthy: "is healthy",
  Exited: "is done",
  Starting: "is starting",
} as const;

/** The steps that a person can follow, out of one line of buildkit's and compose's plain progress. */
export function stepOf(line: string): Step | undefined {
  const build = /^#\d+ \[(?:\S+ )?([\w-]+) \d+\/\d+\] (.+)$/.exec(line);
  if (build) {
    const [, stage, instruction = ""] = build;
    const what = instruction.replace(/ --\S+=\S+/g, "").replace(/\s+/g, " ");
    return { milestone: `the image's stage ${stage}`, detail: `${stage}: ${what}` };
  }
  const container = /^\s*Container (\S+)\s+(Healthy|Exited|Starting)/.exec(line);
  if (container) {
    const [, name, word] = container;
    const text = `${name} ${containerWords[word as keyof typeof containerWords]}`;
    return { milestone: text, detail: text };
  }
  return undefined;
}
