import { type Answers, type Facts, optionOf, usualPorts } from "../catalog/options.ts";
import { noteOnPostgres, postgresImage } from "../catalog/postgres.ts";
import {
  byFlag,
  checkTogether,
  collect,
  complete,
  type Given,
  historyAfter,
  keysByFlag,
  refuseUnsafe,
  requireDistinctPorts,
  split,
} from "../core/answers.ts";
import { type Baseline, incomingPath, type Plan } from "../core/changes.ts";
import { plan } from "../core/plan.ts";
import { basePath, damaged, refuseNewer, type State, statePath } from "../core/state.ts";
import { refusal, UserError, usageError } from "../errors.ts";
import { isUnfinished } from "../io/apply.ts";
import { readBaseline, readSnapshot } from "../io/project.ts";
import type { Context, Flags } from "./context.ts";
import { factsOf, sourcesOf } from "./gather.ts";
import { generate } from "./generate.ts";

export interface Project {
  readonly folder: string;
  readonly state: State;
}

export interface PlannedUpdate {
  readonly plan: Plan;
  readonly baseline: Baseline;
  readonly answers: Answers;
  /** What the user should know beyond the changes, such as what to run next. */
  readonly notes: readonly string[];
}

/**
 * Plans what a re-run makes of a project: the answers of its state, changed by flags.
 * @throws UserError with all that stands in the way, before anything is written.
 */
export async function planUpdate(
  { folder, state }: Project,
  flags: Flags,
  context: Context,
): Promise<PlannedUpdate> {
  refuseNewer(state, context.version);
  const facts = await factsOf(state.name, flags, context, {
    needsAuthor: state.answers[optionOf("maintainer").flag] === undefined,
  });
  const before = storedAnswers(state, facts);
  const given = collect(await sourcesOf(flags), { ...facts, presentPostgres: before.postgres });
  const choices = complete({ ...before, ...given }, facts, { yes: true });
  checkTogether(choices);
  // A project has its ports: `auto`, as in the command that made it, keeps them.
  const { answers, secrets } = split(choices, {
    port: settled(choices.port, before.port) ?? usualPorts.port,
    dbPort:
      choices.dbPort === "none"
        ? choices.dbPort
        : (settled(choices.dbPort, before.dbPort) ?? usualPorts.dbPort),
  });
  requireDistinctPorts(answers);
  const previous = before.postgres ?? answers.postgres;
  refuseUnsafe(before, answers, {
    force: flags.force === true,
    wayBack: state.history.former.at(-1),
  });

  const history = historyAfter(state.history, { before: previous, now: answers.postgres });
  const header: Omit<State, "files"> = {
    generator: context.version,
    name: state.name,
    answers: byFlag(answers),
    history,
  };
  const entries = generate({ projectName: state.name, answers, secrets, history }, context);
  const baseline = await readBaseline(folder, state);
  const disk = await readSnapshot(folder, [
    ...entries.map(({ path }) => path),
    ...entries.map(({ path }) => incomingPath(path)),
    ...Object.keys(state.files),
    statePath,
    basePath,
  ]);
  const planned = plan({
    entries,
    baseline,
    disk,
    state: header,
    restore: new Set(asList(flags.restore)),
    givenSecrets: new Map(
      given.dbPassword === undefined ? [] : [["DB_PASSWORD", given.dbPassword]],
    ),
  });
  checkRestored(flags, planned);
  if (planned.refusals.length > 0) throw refused(planned, folder);
  const notes = [
    ...((await isUnfinished(folder))
      ? ["A run was interrupted here: the next update completes it first."]
      : []),
    ...asList(flags.restore)
      .filter((path) => disk.has(path))
      .map((path) => `${path} is there, and was not replaced: delete it first.`),
    ...notesOf({ before, answers, state, plan: planned, hasEnv: disk.has(".env") }),
  ];
  return { plan: planned, baseline, answers, notes };
}

/** The answers of the state. A major that reached its end of life since is no reason to refuse. */
function storedAnswers({ answers }: State, facts: Facts): Given {
  try {
    const values = keysByFlag(answers, statePath);
    return collect([{ values, name: (flag) => `"${flag}"` }], { ...facts, allowEol: true });
  } catch (error) {
    throw error instanceof UserError ? damaged(error.message.replace(/\.$/, "")) : error;
  }
}

function checkRestored(flags: Flags, { state }: Plan): void {
  for (const path of asList(flags.restore)) {
    if (state.files[path] !== undefined) continue;
    throw usageError(
      "unknown-path",
      `--restore ${path}: no such file is generated.`,
      "See the list: create-docker-pg-app status",
    );
  }
}

function refused({ refusals }: Plan, folder: string) {
  const [first] = refusals;
  return refusal(
    "blocked",
    `${folder} cannot be updated:\n${refusals.map(({ why }) => `  - ${why}`).join("\n")}`,
    first?.hint,
  );
}

/** `.env` is the user's: an answer that lives in it is told, and not written over. */
function notesOf({
  before,
  answers,
  state,
  plan: { changes },
  hasEnv,
}: {
  readonly before: Given;
  readonly answers: Answers;
  readonly state: State;
  readonly plan: Plan;
  readonly hasEnv: boolean;
}): readonly string[] {
  const notes: string[] = [];
  const inEnv = {
    port: "APP_PORT",
    dbPort: "DB_PORT",
    dbName: "DB_NAME",
    dbUser: "DB_USER",
  } as const;
  for (const [key, line] of Object.entries(inEnv) as [keyof typeof inEnv, string][]) {
    if (!hasEnv || before[key] === answers[key] || answers[key] === "none") continue;
    notes.push(
      `.env is yours and was not changed: set ${line} there for --${optionOf(key).flag} to count.`,
    );
  }
  const left = (before.with ?? []).filter((addOn) => !answers.with.includes(addOn));
  if (left.length > 0) {
    const all = [...new Set([...(before.with ?? []), ...answers.with])].sort();
    notes.push(
      `--with names all add-ons, and ${left.join(" and ")} left with this. To keep: --with ${all.join(",")}`,
    );
  }
  if (before.appService !== answers.appService || before.dbService !== answers.dbService) {
    notes.push(
      "The services under their old names still run: docker compose up --detach --remove-orphans",
    );
  }
  if (before.postgres !== undefined && before.postgres !== answers.postgres) {
    notes.push(
      ...noteOnPostgres(answers.postgres),
      answers.postgres > before.postgres
        ? `The data is still in PostgreSQL ${before.postgres}'s volume: docker compose run --rm db-upgrade`
        : `PostgreSQL ${answers.postgres} has its data as it was before the upgrade. What was written to PostgreSQL ${before.postgres} stays in ${leftData(before.postgres, answers, state)}, which is not used any more.`,
    );
  }
  if (changes.some(({ kind, path }) => kind === "append" && path === ".env")) {
    notes.push("Apply the new .env: docker compose up --detach");
  }
  return notes;
}

function leftData(major: number, { storage }: Answers, { history }: State): string {
  const { volume, folder } = postgresImage(major, history);
  return storage === "volume" ? `the volume ${volume}` : folder;
}

function asList(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function settled(wanted: number | "auto", before: Given["dbPort"]): number | undefined {
  return [wanted, before].find((port) => typeof port === "number");
}
