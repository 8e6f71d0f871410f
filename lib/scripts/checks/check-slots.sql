-- Replication slots that nobody reads, and those whose write-ahead log is gone or about to go. From 17 on the server says since when a slot
-- is inactive; one that is so for less than PGFLEET_SLOT_SECONDS (absent: ten minutes) is reconnecting. Slots that a standby copies from its
-- primary (synced) are inactive by nature, and one that never reserved anything costs nothing.
\set QUIET on
SET search_path = pg_catalog;
\set seconds 600
\getenv seconds PGFLEET_SLOT_SECONDS

WITH slot AS (
  SELECT *, to_jsonb(one) AS more,
    pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, restart_lsn) AS retained
  FROM pg_replication_slots AS one
), found AS (
  SELECT CASE WHEN wal_status = 'lost' THEN 'slot-lost' WHEN wal_status = 'unreserved' THEN 'slot-unreserved' ELSE 'slot-inactive' END AS code, *
  FROM slot
  WHERE wal_status IN ('lost', 'unreserved')
    OR (NOT active AND NOT temporary AND coalesce(restart_lsn::text, xmin::text, catalog_xmin::text) IS NOT NULL
      AND more ->> 'synced' IS DISTINCT FROM 'true'
      AND coalesce(now() - (more ->> 'inactive_since')::timestamptz >= make_interval(secs => :'seconds'), true))
)
SELECT json_agg(json_build_object('code', code, 'database', database, 'object', 'slot ' || quote_ident(slot_name), 'detail',
    concat_ws(', ', slot_type, 'plugin ' || plugin, 'inactive since ' || (more ->> 'inactive_since'), more ->> 'invalidation_reason',
      pg_size_pretty(retained) || ' of write-ahead log are kept for it')) ORDER BY retained DESC NULLS LAST, slot_name) AS found,
  (SELECT count(*) FROM slot) AS objects
FROM found \gset
\ir check-found.sql
