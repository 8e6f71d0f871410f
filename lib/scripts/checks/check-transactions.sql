-- Transactions that are open for PGFLEET_TRANSACTION_SECONDS (absent: an hour) or longer, and prepared ones that nobody has ended. Never the
-- text of a query, which may hold what nobody should read. Our own sessions, checks and dumps, end by deadlines of their own.
\set QUIET on
SET search_path = pg_catalog;
\set seconds 3600
\getenv seconds PGFLEET_TRANSACTION_SECONDS

WITH long AS (
  SELECT *, xact_start AS since, state LIKE 'idle in transaction%' AND now() - state_change >= make_interval(secs => :'seconds') AS idle
  FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND now() - xact_start >= make_interval(secs => :'seconds')
    AND usename NOT IN (current_user, 'pgfleet_backup')
), found AS (
  SELECT CASE WHEN idle THEN 'transaction-idle' ELSE 'transaction-long' END AS code, datname AS database, format('process %s', pid) AS object, since,
    format('user %I, application %L', usename, application_name) AS detail
  FROM long
  UNION ALL
  SELECT 'transaction-prepared', database, format('transaction %L', gid), prepared, format('owner %I', owner) FROM pg_prepared_xacts
  WHERE now() - prepared >= make_interval(secs => :'seconds')
)
SELECT json_agg(json_build_object('code', code, 'database', database, 'object', object, 'detail',
    format('%s, open since %s UTC (%s hours)', detail, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
      trunc(extract(epoch FROM now() - since) / 3600))) ORDER BY since) AS found,
  (SELECT count(*) FROM pg_stat_activity) + (SELECT count(*) FROM pg_prepared_xacts) AS objects
FROM found \gset
\ir check-found.sql
