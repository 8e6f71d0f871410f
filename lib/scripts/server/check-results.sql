-- What checks leave behind: the results of the last run of each level, and where an unfinished one goes on. Part of check-role.sql.
SELECT pg_catalog.format('refused the schema pgfleet of the database postgres belongs to %s, not to postgres: results of checks are not kept',
  pg_catalog.to_json(pg_catalog.pg_get_userbyid(nspowner)::text))
FROM pg_catalog.pg_namespace WHERE nspname = 'pgfleet' AND nspowner <> 'postgres'::pg_catalog.regrole;

SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'pgfleet' AND nspowner <> 'postgres'::pg_catalog.regrole) AS foreign \gset
\if :foreign
\quit
\endif

SELECT 'CREATE SCHEMA pgfleet', $$SELECT 'created'$$
WHERE pg_catalog.to_regnamespace('pgfleet') IS NULL \gexec

CREATE TABLE IF NOT EXISTS pgfleet.check_run (
  level text PRIMARY KEY,
  finished timestamptz NOT NULL,
  seconds double precision NOT NULL,
  worst text NOT NULL,
  critical integer NOT NULL,
  unknown integer NOT NULL,
  warning integer NOT NULL,
  info integer NOT NULL
);

-- A database of NULL is the server.
CREATE TABLE IF NOT EXISTS pgfleet.check_finding (
  level text NOT NULL,
  severity text NOT NULL,
  code text NOT NULL,
  database text,
  object_count integer NOT NULL
);

CREATE TABLE IF NOT EXISTS pgfleet.check_position (
  level text NOT NULL,
  check_name text NOT NULL,
  database text NOT NULL,
  relation oid NOT NULL,
  PRIMARY KEY (level, check_name, database)
);

-- Nobody but postgres makes anything here.
SELECT pg_catalog.format('REVOKE CREATE ON SCHEMA pgfleet FROM %s CASCADE', COALESCE(pg_catalog.quote_ident(role.rolname), 'PUBLIC')),
  $$SELECT 'changed'$$
FROM pg_catalog.pg_namespace AS schema
CROSS JOIN LATERAL pg_catalog.aclexplode(schema.nspacl) AS granted
LEFT JOIN pg_catalog.pg_roles AS role ON role.oid = granted.grantee
WHERE schema.nspname = 'pgfleet' AND granted.privilege_type = 'CREATE' AND granted.grantee <> schema.nspowner \gexec

SELECT pg_catalog.format('GRANT USAGE ON SCHEMA pgfleet TO %I', reader.name), $$SELECT 'changed'$$
FROM (VALUES ('pg_monitor'), ('pgfleet_check')) AS reader (name)
WHERE NOT pg_catalog.has_schema_privilege(reader.name, 'pgfleet', 'USAGE') \gexec

SELECT pg_catalog.format('GRANT %s ON pgfleet.%I TO %I', wanted.privilege, wanted.name, wanted.role), $$SELECT 'changed'$$
FROM (
  SELECT name, role, privilege
  FROM pg_catalog.unnest(ARRAY['check_run', 'check_finding', 'check_position']) AS name
  CROSS JOIN (VALUES ('pg_monitor', 'SELECT'), ('pgfleet_check', 'SELECT'), ('pgfleet_check', 'INSERT'), ('pgfleet_check', 'UPDATE'),
    ('pgfleet_check', 'DELETE')) AS of_role (role, privilege)
) AS wanted
WHERE NOT pg_catalog.has_table_privilege(wanted.role, 'pgfleet.' || wanted.name, wanted.privilege) \gexec
