-- The files of relations against pg_class.relpages, which VACUUM, ANALYZE and CREATE INDEX write, and which a file that lost its end or is
-- gone no longer reaches. Not judged: what a crash empties (unlogged, temporary), what somebody locks exclusively, and, from 18 on, what
-- was neither vacuumed nor analysed here, since pg_restore brings the number of pages along.
-- PL/pgSQL, because one relation that cannot be opened is no reason to leave out the others. The findings leave it as a setting of the
-- session, since a standby has no temporary tables. pg_relation_size() gives its lock back at once, but the server keeps 3 kB of memory
-- for each relation that a session has looked at: hence the limit.
\set QUIET on
SET search_path = pg_catalog;
SET jit = off;
SET lock_timeout = '100ms';

DO $check$
DECLARE
  one record;
  judged oid[];
  short oid[];
  found json[];
  looked bigint := 0;
  size bigint;
BEGIN
  -- VACUUM shortens a file just before it writes relpages: what is short three times, a second apart, is so.
  FOR round IN 1..3 LOOP
    judged := short;
    short := '{}';
    found := '{}';
    FOR one IN
      SELECT relation.oid, relisshared AS shared, relpages, relpages * current_setting('block_size')::bigint AS wanted,
        coalesce(quote_ident(nspname), '?') || '.' || quote_ident(relname) AS name
      FROM pg_class AS relation LEFT JOIN pg_namespace ON pg_namespace.oid = relnamespace LEFT JOIN pg_index ON indexrelid = relation.oid,
        LATERAL (SELECT coalesce(indrelid, relation.oid) AS oid) AS held
      WHERE relkind IN ('r', 'i', 't', 'm', 'S') AND relpersistence = 'p' AND relpages > 0 AND (judged IS NULL OR relation.oid = ANY (judged))
        AND relation.oid NOT IN (SELECT relation FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL
          AND database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))
        AND (relkind = 'S' OR current_setting('server_version_num')::integer < 180000
          OR coalesce(pg_stat_get_last_vacuum_time(held.oid), pg_stat_get_last_autovacuum_time(held.oid),
            pg_stat_get_last_analyze_time(held.oid), pg_stat_get_last_autoanalyze_time(held.oid)) IS NOT NULL)
      ORDER BY relpages DESC LIMIT 100000
    LOOP
      BEGIN
        size := pg_relation_size(one.oid);
        looked := looked + (round = 1)::integer;
        IF size < one.wanted THEN
          short := short || one.oid;
          found := found || json_build_object('code', CASE size WHEN 0 THEN 'file-missing' ELSE 'file-short' END,
            'database', CASE WHEN one.shared THEN NULL ELSE current_database() END, 'object', one.name,
            'detail', format('%s has %s bytes, but pg_class counts %s pages, which are %s bytes',
              pg_relation_filepath(one.oid), size, one.relpages, one.wanted));
        END IF;
      EXCEPTION
        WHEN lock_not_available THEN NULL;
        WHEN OTHERS THEN
          IF left(SQLSTATE, 2) NOT IN ('XX', '58', '42') THEN RAISE; END IF;
          short := short || one.oid;
          found := found || json_build_object('code', 'file-unreadable', 'database', current_database(), 'object', one.name,
            'detail', format('%s (SQLSTATE %s)', SQLERRM, SQLSTATE));
      END;
    END LOOP;
    EXIT WHEN short = '{}';
    IF round < 3 THEN PERFORM pg_sleep(1); END IF;
  END LOOP;
  PERFORM set_config('pgfleet.found', array_to_json(found)::text, false), set_config('pgfleet.objects', looked::text, false);
END
$check$;

SELECT current_setting('pgfleet.found') AS found, current_setting('pgfleet.objects') AS objects \gset
\ir check-found.sql
