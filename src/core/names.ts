/** Room for a suffix such as `_dev` below Postgres's 63 bytes and Docker's names. */
const maxSlugLength = 50;

/**
 * A folder's name as compose project and image name: `[a-z0-9][a-z0-9_-]*`.
 * Letters lose their accents; what has no Latin letter at all becomes `app`.
 */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/-{2,}/g, "-")
    .slice(0, maxSlugLength)
    .replace(/^[-_]+|[-_]+$/g, "");
  return slug === "" ? "app" : slug;
}

/** A slug as an SQL identifier that needs no quotes: `[a-z_][a-z0-9_]*`. */
export function identifierOf(slug: string): string {
  const identifier = slug.replaceAll("-", "_");
  return /^[0-9]|^pg_|^(postgres|template[01])$/.test(identifier) ? `db_${identifier}` : identifier;
}
