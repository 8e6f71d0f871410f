-- The role that backup Jobs log in as, by client certificate only: it has no password. Run by init.sh and agent.sh as the superuser.
-- BACKUP_METHOD is pgBackRest, pgDump or none. "created" or "changed" where something was done, else nothing.
\getenv method BACKUP_METHOD

-- Where backups are turned off the role cannot log in any more, but stays: dropping it would fail where it owns something.
SELECT 'ALTER ROLE pgfleet_backup NOLOGIN', $$SELECT 'changed'$$
WHERE :'method' NOT IN ('pgBackRest', 'pgDump')
  AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pgfleet_backup' AND rolcanlogin) \gexec

SELECT 'CREATE ROLE pgfleet_backup LOGIN', $$SELECT 'created'$$
WHERE :'method' IN ('pgBackRest', 'pgDump')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pgfleet_backup') \gexec

SELECT 'ALTER ROLE pgfleet_backup LOGIN', $$SELECT 'changed'$$
WHERE :'method' IN ('pgBackRest', 'pgDump')
  AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pgfleet_backup' AND NOT rolcanlogin) \gexec

-- pg_monitor: reading pg_stat_archiver and settings. pg_read_all_data and BYPASSRLS: a dump of every row.
SELECT pg_catalog.format('GRANT %I TO pgfleet_backup', wanted.name), $$SELECT 'changed'$$
FROM (VALUES ('pg_monitor', 'pgBackRest'), ('pg_monitor', 'pgDump'), ('pg_read_all_data', 'pgDump')) AS wanted (name, method)
WHERE wanted.method = :'method' AND NOT pg_catalog.pg_has_role('pgfleet_backup', wanted.name, 'MEMBER') \gexec

SELECT 'REVOKE pg_read_all_data FROM pgfleet_backup', $$SELECT 'changed'$$
WHERE :'method' <> 'pgDump' AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pgfleet_backup')
  AND EXISTS (SELECT FROM pg_catalog.pg_auth_members AS granted
    WHERE granted.member = pg_catalog.to_regrole('pgfleet_backup') AND granted.roleid = 'pg_read_all_data'::pg_catalog.regrole) \gexec

SELECT pg_catalog.format('ALTER ROLE pgfleet_backup %s', CASE :'method' WHEN 'pgDump' THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END),
  $$SELECT 'changed'$$
WHERE EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pgfleet_backup' AND rolbypassrls <> (:'method' = 'pgDump')) \gexec

-- Large objects have owners of their own, whom pg_read_all_data does not cover. Source: PostgreSQL docs, 19.13.1.
SELECT CASE :'method' WHEN 'pgDump' THEN 'ALTER ROLE pgfleet_backup SET lo_compat_privileges = on'
  ELSE 'ALTER ROLE pgfleet_backup RESET lo_compat_privileges' END, $$SELECT 'changed'$$
WHERE EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pgfleet_backup'
  AND (COALESCE('lo_compat_privileges=on' = ANY (rolconfig), false)) <> (:'method' = 'pgDump')) \gexec

-- Also databases that came later. PUBLIC may not connect to the database of the environment.
SELECT pg_catalog.format('GRANT CONNECT ON DATABASE %I TO pgfleet_backup', datname), $$SELECT 'changed'$$
FROM pg_catalog.pg_database
WHERE :'method' = 'pgDump' AND datallowconn
  AND NOT pg_catalog.has_database_privilege('pgfleet_backup', oid, 'CONNECT') \gexec
