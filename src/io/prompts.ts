import process from "node:process";
import { checkbox, input, password, select } from "@inquirer/prompts";
import { type Choice, type Facts, type OptionKey, optionOf } from "../catalog/options.ts";
import type { Given } from "../core/answers.ts";
import { interruption, UserError } from "../errors.ts";

/** Prompts go to stderr: stdout is for data. */
const context = { output: process.stderr, clearPromptOnDone: false };

/** The question was left by Escape: go back to the one before. */
class Back extends Error {}

/**
 * Asks the questions one by one; Escape goes back to the one before.
 * @throws UserError on ^C or at the end of input.
 */
export async function ask(keys: readonly OptionKey[], given: Given, facts: Facts): Promise<Given> {
  const answers: Partial<Record<OptionKey, unknown>> = { ...given };
  for (let index = 0; index < keys.length; ) {
    const key = keys[index] as OptionKey;
    try {
      const answer = await askOne(key, facts, answers as Given);
      if (answer === undefined) delete answers[key];
      else answers[key] = answer;
      index += 1;
    } catch (error) {
      if (!(error instanceof Back)) throw error;
      index = Math.max(0, index - 1);
    }
  }
  return answers as Given;
}

export async function askDirectory(fallback: string): Promise<string> {
  return answering((signal) =>
    input(
      {
        message: "Project folder",
        default: fallback,
        validate: (text) => text.trim() !== "" || "Give a name.",
      },
      { ...context, signal },
    ),
  );
}

export async function askChoice<Value extends string>(
  message: string,
  choices: readonly Choice<Value>[],
): Promise<Value> {
  return answering((signal) =>
    select({ message, choices: choices.map(menuItem) }, { ...context, signal }),
  );
}

/** All of the choices are ticked to begin with. */
export async function askSeveral(
  message: string,
  choices: readonly Choice<string>[],
): Promise<readonly string[]> {
  const items = choices.map((choice) => ({ ...menuItem(choice), checked: true }));
  return answering((signal) => checkbox({ message, choices: items }, { ...context, signal }));
}

function menuItem<Value>({ value, label, hint }: Choice<Value>) {
  return { value, name: hint === undefined ? label : `${label} (${hint})`, short: label };
}

async function askOne(key: OptionKey, facts: Facts, given: Given): Promise<unknown> {
  const { question, flag, parse, fallback } = optionOf(key);
  if (question === undefined) return undefined;
  const { message } = question;
  const validate = (typed: unknown): true | string => {
    try {
      parse(typed, message, facts);
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [error.message, error.hint].filter(Boolean).join(" ");
    }
  };
  switch (question.kind) {
    case "text": {
      const typed = await answering((signal) =>
        input(
          { message, default: String(fallback(facts) ?? ""), validate },
          { ...context, signal },
        ),
      );
      return parse(typed, `--${flag}`, facts);
    }
    case "password": {
      const typed = await answering((signal) =>
        password(
          {
            message: `${message} (Enter generates one)`,
            mask: true,
            validate: (secret) => secret === "" || validate(secret),
          },
          { ...context, signal },
        ),
      );
      return typed === "" ? undefined : typed;
    }
    case "select": {
      const choices = question.choices(facts, given.framework).map(menuItem);
      return answering((signal) =>
        select(
          { message, choices, default: fallback(facts) as string | number, loop: false },
          { ...context, signal },
        ),
      );
    }
    case "checkbox": {
      const choices = question.choices(facts, given.framework).map(menuItem);
      return answering((signal) => checkbox({ message, choices }, { ...context, signal }));
    }
  }
}

/** Turns Escape into Back, and ^C or the end of input into an interruption. */
async function answering<Answer>(
  start: (signal: AbortSignal) => Promise<Answer> & { cancel?: () => void },
): Promise<Answer> {
  const aborter = new AbortController();
  let left: "escape" | "end" | undefined;
  const onKey = (_text: string | undefined, pressed: { name?: string } | undefined) => {
    if (pressed?.name === "escape") {
      left = "escape";
      aborter.abort();
    }
  };
  const onEnd = () => {
    left = "end";
    aborter.abort();
  };
  process.stdin.on("keypress", onKey);
  process.stdin.once("end", onEnd);
  try {
    return await start(aborter.signal);
  } catch (error) {
    if (left === "escape") {
      process.stderr.write("\n");
      throw new Back();
    }
    const { name } = error as Error;
    if (name === "ExitPromptError" || name === "AbortPromptError") throw interruption();
    throw error;
  } finally {
    process.stdin.off("keypress", onKey);
    process.stdin.off("end", onEnd);
  }
}
