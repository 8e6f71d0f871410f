-- The result of this run in place of the last one of its level. PGFLEET_RECORD names a file of JSON: {run, findings}.
-- Those of a superuser only: a trigger of anybody else would run as this role, in a transaction that may write.
SELECT count(*) = 2 AS kept FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
WHERE rolsuper AND pg_class.oid IN (to_regclass('pgfleet.check_run'), to_regclass('pgfleet.check_finding')) \gset
\if :kept
\set record `cat -- "$PGFLEET_RECORD"`
-- Checks are read-only, but for this.
BEGIN READ WRITE;
INSERT INTO pgfleet.check_run AS run (level, finished, seconds, worst, critical, unknown, warning, info)
SELECT level, finished, seconds, worst, critical, unknown, warning, info
FROM json_to_record(:'record'::json -> 'run') AS new (level text, finished timestamptz, seconds double precision, worst text, critical integer, unknown integer, warning integer, info integer)
ON CONFLICT (level) DO UPDATE SET (finished, seconds, worst, critical, unknown, warning, info)
  = (excluded.finished, excluded.seconds, excluded.worst, excluded.critical, excluded.unknown, excluded.warning, excluded.info);
DELETE FROM pgfleet.check_finding WHERE level = :'record'::json -> 'run' ->> 'level';
INSERT INTO pgfleet.check_finding (level, severity, code, database, object_count)
SELECT level, severity, code, database, object_count
FROM json_to_recordset(:'record'::json -> 'findings') AS new (level text, severity text, code text, database text, object_count integer);
COMMIT;
\else
SELECT 'this server has none of a superuser: they are pgfleet.check_run and pgfleet.check_finding in the database ' || current_database();
\endif
