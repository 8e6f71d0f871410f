-- What the role pgfleet_check needs within one database. Run by agent.sh in every one that allows connections, as the superuser.
-- "changed" where something was done, "missing NAME" for an extension that the image lacks, "refused ..." for a schema that is not ours.
--
-- Whoever owns the database may have made a schema pgfleet, functions with the names of those of amcheck, or settings of the database.
-- search_path is pg_catalog; a role that the database sets is left again; what is put there is put into a schema that postgres owns, in
-- which nobody else may create; and what is granted are the C functions that belong to the extension.
SET ROLE NONE;
-- Whoever makes a schema pgfleet and does not commit holds us up, and with us the agent.
SET lock_timeout = '5s';
SELECT pg_catalog.pg_is_in_recovery() AS recovering \gset
\if :recovering
\quit
\endif

SELECT pg_catalog.format('refused the schema pgfleet belongs to %s, not to postgres: nothing is put into it',
  pg_catalog.to_json(pg_catalog.pg_get_userbyid(nspowner)::text))
FROM pg_catalog.pg_namespace WHERE nspname = 'pgfleet' AND nspowner <> 'postgres'::pg_catalog.regrole;

SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'pgfleet' AND nspowner <> 'postgres'::pg_catalog.regrole) AS ours \gset
\if :ours
-- Without IF NOT EXISTS: one that somebody else makes at this moment is an error, and is judged the next time.
SELECT 'CREATE SCHEMA pgfleet', $$SELECT 'changed'$$
WHERE pg_catalog.to_regnamespace('pgfleet') IS NULL \gexec

SELECT pg_catalog.format('REVOKE CREATE ON SCHEMA pgfleet FROM %s CASCADE', COALESCE(pg_catalog.quote_ident(role.rolname), 'PUBLIC')),
  $$SELECT 'changed'$$
FROM pg_catalog.pg_namespace AS schema
CROSS JOIN LATERAL pg_catalog.aclexplode(schema.nspacl) AS granted
LEFT JOIN pg_catalog.pg_roles AS role ON role.oid = granted.grantee
WHERE schema.nspname = 'pgfleet' AND granted.privilege_type = 'CREATE' AND granted.grantee <> schema.nspowner \gexec

SELECT pg_catalog.format('CREATE EXTENSION %I SCHEMA pgfleet', name), $$SELECT 'changed'$$
FROM pg_catalog.pg_available_extensions
WHERE name IN ('amcheck', 'pg_visibility') AND installed_version IS NULL \gexec

-- Only those that we made: somebody else's stay at his version.
SELECT pg_catalog.format('ALTER EXTENSION %I UPDATE', made.extname), $$SELECT 'changed'$$
FROM pg_catalog.pg_extension AS made
JOIN pg_catalog.pg_available_extensions AS available ON available.name = made.extname
CROSS JOIN LATERAL pg_catalog.pg_extension_update_paths(made.extname) AS path
WHERE made.extname IN ('amcheck', 'pg_visibility') AND made.extnamespace = 'pgfleet'::pg_catalog.regnamespace
  AND path.source = made.extversion AND path.target = available.default_version AND path.path IS NOT NULL \gexec
\endif

SELECT 'missing ' || wanted.name
FROM (VALUES ('amcheck'), ('pg_visibility')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = wanted.name)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_available_extensions AS available WHERE available.name = wanted.name);

SELECT pg_catalog.format('GRANT USAGE ON SCHEMA %I TO pgfleet_check', schema.nspname), $$SELECT 'changed'$$
FROM pg_catalog.pg_namespace AS schema
WHERE schema.oid IN (SELECT extnamespace FROM pg_catalog.pg_extension WHERE extname IN ('amcheck', 'pg_visibility'))
  AND NOT pg_catalog.has_schema_privilege('pgfleet_check', schema.oid, 'USAGE') \gexec

-- Those that read. pg_truncate_visibility_map is not one of them. gin_index_check: amcheck of PostgreSQL 18.
SELECT pg_catalog.format('GRANT EXECUTE ON FUNCTION %s TO pgfleet_check', function.oid::pg_catalog.regprocedure), $$SELECT 'changed'$$
FROM pg_catalog.pg_extension AS extension
JOIN pg_catalog.pg_depend AS part ON part.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND part.refobjid = extension.oid
  AND part.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND part.deptype = 'e'
JOIN pg_catalog.pg_proc AS function ON function.oid = part.objid
JOIN pg_catalog.pg_language AS language ON language.oid = function.prolang AND language.lanname = 'c'
JOIN (VALUES
  ('amcheck', 'bt_index_check'), ('amcheck', 'bt_index_parent_check'), ('amcheck', 'verify_heapam'), ('amcheck', 'gin_index_check'),
  ('pg_visibility', 'pg_visibility_map'), ('pg_visibility', 'pg_visibility'), ('pg_visibility', 'pg_visibility_map_summary'),
  ('pg_visibility', 'pg_check_frozen'), ('pg_visibility', 'pg_check_visible')
) AS reading (extension, name) ON reading.extension = extension.extname AND reading.name = function.proname
WHERE NOT pg_catalog.has_function_privilege('pgfleet_check', function.oid, 'EXECUTE') \gexec
