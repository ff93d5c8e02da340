import fc from "fast-check";

export interface Credentials {
  readonly name: string;
  readonly user: string;
  readonly password: string;
}

const pieces = [
  ..."'\"\\$%#`!{}[]()<>|&;:=*?~@^ /",
  "$$",
  "${HOME}",
  "$(id)",
  "%(here)s",
  "%41",
  "\\n",
  "\\\\",
  "\t",
  "--help",
  "-",
  "' OR '1'='1",
  '"; DROP ROLE postgres; --',
  "é",
  "e\u0301",
  "ß",
  "日本",
  "🐘",
  "👩‍👩‍👧",
  "\u200f",
  "مرحبا",
  "\u00a0",
  "\u2028",
  "a",
  "Z",
  "0",
];

const text = (maxBytes: number) =>
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "grapheme", maxLength: 3 })), {
      minLength: 1,
      maxLength: 14,
    })
    .map((parts) => parts.join("").replace(/[\0\r\n]/g, ""))
    .filter((value) => value.isWellFormed() && value.trim() !== "")
    .filter((value) => Buffer.byteLength(value) <= maxBytes);

/** Names and passwords of the nastiest kind that are allowed. */
export const credentials: fc.Arbitrary<Credentials> = fc.record({
  name: text(58).filter((name) => !["postgres", "template0", "template1"].includes(name)),
  user: text(63).filter(
    (user) =>
      user !== "postgres" && user !== "public" && user !== "none" && !user.startsWith("pg_"),
  ),
  password: text(200),
});

/** The ones that have broken other tools, always tried first. */
export const knownNasty: readonly Credentials[] = [
  { name: 'da"ta ba$e', user: 'we"ird us$er', password: 'it\'s $5 & 100% "sure" \\ #1 ' },
  { name: "--help", user: "-U", password: "--help" },
  { name: " name ", user: " user ", password: " spaces at both ends " },
  { name: "name%(x)s", user: "user%41", password: "100%%(x)s%d" },
  { name: "n#ame", user: "u # ser", password: "pass #word" },
  { name: "${HOME}", user: "$USER", password: "${X:?no} $$ $(id) `id`" },
  { name: "🐘", user: "naïvé", password: "пароль مرور 🐘🐘" },
  { name: "'", user: '"', password: "\\" },
];
