-- Data checksums: whether they are on, as PGFLEET_CHECKSUMS (on, off, or empty: nothing is expected) says, and what they have found.
\set QUIET on
SET search_path = pg_catalog;
\set expected ''
\getenv expected PGFLEET_CHECKSUMS

WITH found AS (
  SELECT CASE :'expected' WHEN 'on' THEN 'checksums-expected' ELSE 'checksums-off' END AS code, NULL::name AS database,
    'server' AS object, 'data_checksums is off' AS detail
  WHERE current_setting('data_checksums') = 'off'
  UNION ALL
  SELECT 'checksums-failed', datname, coalesce('database ' || quote_ident(datname), 'shared catalogues'),
    format('%s failures, the last at %s UTC', checksum_failures,
      coalesce(to_char(checksum_last_failure AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), 'an unknown time'))
  FROM pg_stat_database WHERE checksum_failures > 0
)
SELECT json_agg(json_build_object('code', code, 'database', database, 'object', object, 'detail', detail) ORDER BY code, object) AS found,
  (SELECT count(*) FROM pg_stat_database) AS objects
FROM found \gset
\ir check-found.sql
