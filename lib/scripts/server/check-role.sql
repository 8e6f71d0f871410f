-- The roles that checks log in as, by client certificate only: they have no password. Run by agent.sh in the database postgres as the superuser.
-- CHECK_LEVEL is none, quick, standard or full. "created" or "changed" where something was done, "refused ..." where it cannot be, else nothing.
\getenv level CHECK_LEVEL
SELECT pg_catalog.pg_is_in_recovery() AS recovering \gset
\if :recovering
\quit
\endif

-- Where checks are turned off the roles cannot log in any more, but stay, with the results of the last ones.
SELECT pg_catalog.format('ALTER ROLE %I NOLOGIN', rolname), $$SELECT 'changed'$$
FROM pg_catalog.pg_roles
WHERE :'level' = 'none' AND rolname IN ('pgfleet_check', 'pgfleet_basebackup') AND rolcanlogin \gexec

SELECT :'level' = 'none' AS off \gset
\if :off
\quit
\endif

SELECT pg_catalog.format('CREATE ROLE %I', own.name), $$SELECT 'created'$$
FROM (VALUES ('pgfleet_check'), ('pgfleet_basebackup')) AS own (name)
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = own.name) \gexec

-- BYPASSRLS: else a condition of the user would count the rows that a policy shows. NOREPLICATION: functions and views of applications
-- run as this role, and would make replication slots until the disk is full.
SELECT 'ALTER ROLE pgfleet_check LOGIN INHERIT BYPASSRLS NOREPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE', $$SELECT 'changed'$$
FROM pg_catalog.pg_roles
WHERE rolname = 'pgfleet_check'
  AND NOT (rolcanlogin AND rolinherit AND rolbypassrls AND NOT (rolreplication OR rolsuper OR rolcreatedb OR rolcreaterole)) \gexec

-- For the base backup that reads every page, and for nothing else: pg_hba.conf lets it into no database.
SELECT 'ALTER ROLE pgfleet_basebackup LOGIN NOINHERIT NOBYPASSRLS REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE', $$SELECT 'changed'$$
FROM pg_catalog.pg_roles
WHERE rolname = 'pgfleet_basebackup'
  AND NOT (rolcanlogin AND rolreplication AND NOT (rolinherit OR rolbypassrls OR rolsuper OR rolcreatedb OR rolcreaterole)) \gexec

-- pg_monitor: reading statistics and settings. pg_read_all_data: counting rows. USAGE, not MEMBER: from 16 on a grant can be WITH INHERIT FALSE.
SELECT pg_catalog.format('GRANT %I TO pgfleet_check', wanted.name), $$SELECT 'changed'$$
FROM (VALUES ('pg_monitor'), ('pg_read_all_data')) AS wanted (name)
WHERE NOT pg_catalog.pg_has_role('pgfleet_check', wanted.name, 'USAGE') \gexec

-- They read everything, so nobody else may be them: who has CREATEROLE could have made a role before us, or, up to 15, made himself a member.
-- And that of the base backup is a member of nothing. One that a CASCADE took along before its turn is a warning.
SET client_min_messages = error;
SELECT pg_catalog.format('REVOKE %I FROM %I%s CASCADE', given.rolname, member.rolname,
    CASE WHEN pg_catalog.current_setting('server_version_num')::int >= 160000 THEN pg_catalog.format(' GRANTED BY %I', grantor.rolname) END),
  $$SELECT 'changed'$$
FROM pg_catalog.pg_auth_members AS granted
JOIN pg_catalog.pg_roles AS given ON given.oid = granted.roleid
JOIN pg_catalog.pg_roles AS member ON member.oid = granted.member
LEFT JOIN pg_catalog.pg_roles AS grantor ON grantor.oid = granted.grantor
WHERE given.rolname IN ('pgfleet_check', 'pgfleet_basebackup') OR member.rolname = 'pgfleet_basebackup' \gexec
RESET client_min_messages;

-- Also databases that came later. PUBLIC may not connect to the database of the environment. -2: what an interrupted DROP DATABASE left.
SELECT pg_catalog.format('GRANT CONNECT ON DATABASE %I TO pgfleet_check', datname), $$SELECT 'changed'$$
FROM pg_catalog.pg_database
WHERE datallowconn AND datconnlimit <> -2 AND NOT pg_catalog.has_database_privilege('pgfleet_check', oid, 'CONNECT') \gexec

\ir check-results.sql
