import { usageError } from "../errors.ts";

/** One major version of PostgreSQL. Dates are ISO 8601, from postgresql.org/support/versioning. */
export interface PostgresMajor {
  readonly major: number;
  readonly endOfLife: string;
  /** The Debian suite of the image: pinned, since a new libc changes text sort orders. */
  readonly suite: string;
}

/** Newest first. */
export const postgresMajors: readonly PostgresMajor[] = [
  { major: 18, endOfLife: "2030-11-14", suite: "trixie" },
  { major: 17, endOfLife: "2029-11-08", suite: "trixie" },
  { major: 16, endOfLife: "2028-11-09", suite: "trixie" },
  { major: 15, endOfLife: "2027-11-11", suite: "bookworm" },
  { major: 14, endOfLife: "2026-11-12", suite: "bookworm" },
  { major: 13, endOfLife: "2025-11-13", suite: "bookworm" },
];

const [newest] = postgresMajors as readonly [PostgresMajor, ...PostgresMajor[]];
export const newestPostgres = newest.major;

/** The majors that a project had before its present one. */
export interface PostgresHistory {
  /** Upgraded from, oldest first. The data stays in the volume of one until db-upgrade has run. */
  readonly former: readonly number[];
  /** Left again by the way back to a former one: their volumes are never used again. */
  readonly abandoned: readonly number[];
}

export const noHistory: PostgresHistory = { former: [], abandoned: [] };

/** What images, volumes and mounts of a major are called. */
export interface PostgresImage {
  readonly major: number;
  readonly image: string;
  /** The named volume, and the folder where a project keeps its database in one. */
  readonly volume: string;
  readonly folder: string;
  /** Where the image expects its volume: it moved up one folder in 18 (docker-library/postgres#1259). */
  readonly mount: string;
}

/**
 * The image of a major that validation let through; one newer than the catalogue is like the newest.
 * After a way back, an upgrade to the same major has to begin with an empty volume again.
 */
export function postgresImage(
  major: number,
  { abandoned }: PostgresHistory = noHistory,
): PostgresImage {
  const suite = postgresMajors.find((known) => known.major === major)?.suite ?? newest.suite;
  const attempt = abandoned.filter((each) => each === major).length + 1;
  const folder = attempt === 1 ? `${major}` : `${major}-${attempt}`;
  return {
    major,
    image: `postgres:${major}-${suite}`,
    volume: `db-${folder}`,
    folder: `db/data/${folder}`,
    mount: major >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data",
  };
}

export interface PostgresRules {
  /** ISO 8601. */
  readonly today: string;
  readonly allowEol: boolean;
  readonly presentPostgres?: number | undefined;
}

/**
 * Accepts a major that the catalogue knows and that still gets fixes, and the one after the newest.
 * @throws UserError for any other, with the date or the range in its message.
 */
export function acceptPostgres(
  major: number,
  { today, allowEol, presentPostgres }: PostgresRules,
): number {
  const known = postgresMajors.find((candidate) => candidate.major === major);
  if (known === undefined) {
    if (major === newestPostgres + 1) return major;
    const choices = supportedPostgres(today).map((each) => each.major);
    throw usageError(
      "postgres-unknown",
      `PostgreSQL ${major} is not a version that this tool knows.`,
      `Choose one of: ${choices.join(", ")}.`,
    );
  }
  if (!isSupported(known, today) && !allowEol && major !== presentPostgres) {
    throw usageError(
      "postgres-end-of-life",
      `PostgreSQL ${major} gets no fixes any more: its end of life was ${known.endOfLife}.`,
      `Choose ${newestPostgres}, or add --allow-eol to use it all the same.`,
    );
  }
  return major;
}

/** What the user should know of a major that was accepted though nobody here has seen it. */
export function noteOnPostgres(major: number): readonly string[] {
  if (major <= newestPostgres) return [];
  return [
    `PostgreSQL ${major} is newer than this version knows: it is treated like ${newestPostgres}.`,
  ];
}

export function isSupported({ endOfLife }: PostgresMajor, today: string): boolean {
  return today <= endOfLife;
}

export function supportedPostgres(today: string): readonly PostgresMajor[] {
  return postgresMajors.filter((each) => isSupported(each, today));
}
