-- Prints a line "table <rows> <name>" for each table of the database that has rows of its own.
SELECT format(
  'SELECT %L || count(*) || %L FROM ONLY %I.%I',
  'table ', format(' %I.%I', nspname, relname), nspname, relname
)
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND relpersistence <> 't'
  AND nspname NOT IN ('pg_catalog', 'information_schema')
  -- An extension makes its own tables anew.
  AND NOT EXISTS (
    SELECT FROM pg_depend
    WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
  )
ORDER BY nspname COLLATE "C", relname COLLATE "C"
\gexec
