-- Creates the extensions that are missing in the database, with what they depend on. Run by init.sh and agent.sh as the superuser.
-- search_path is pg_catalog, so that nothing the owner of the database made can stand in for a function used here; only for
-- CREATE EXTENSION itself it is public, which is where objects of an extension go that names no schema.
-- EXTENSIONS: their names, one per line.
\getenv extensions EXTENSIONS

SELECT 'SET search_path = public',
       format('CREATE EXTENSION IF NOT EXISTS %I CASCADE', wanted.name),
       'SET search_path = pg_catalog'
FROM string_to_table(:'extensions', E'\n') AS wanted (name)
WHERE wanted.name <> ''
  AND NOT EXISTS (SELECT FROM pg_extension WHERE extname = wanted.name) \gexec
