-- Advice: tables that autovacuum leaves alone, does not keep pace with, or has never analysed. Nothing is opened here: all is what the
-- catalogues and the counters of the server say. Dead rows of the last minutes are no news: many have to be there, and thrice too many.
\set QUIET on
SET search_path = pg_catalog;

WITH relation AS (
  SELECT pg_class.oid, nspname, relname, relkind, reltuples, relpages,
    (SELECT jsonb_object_agg(option_name, option_value) FROM pg_options_to_table(reloptions)) AS options
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE relkind IN ('r', 'm', 't') AND relpersistence <> 't'
), counted AS (
  SELECT *, pg_stat_get_live_tuples(oid) AS live, pg_stat_get_dead_tuples(oid) AS dead,
    coalesce(options ->> 'autovacuum_vacuum_threshold', current_setting('autovacuum_vacuum_threshold'))::numeric
      + coalesce(options ->> 'autovacuum_vacuum_scale_factor', current_setting('autovacuum_vacuum_scale_factor'))::numeric
      * greatest(reltuples, 0)::numeric AS threshold
  FROM relation
), found AS (
  SELECT 'vacuum-disabled' AS code, nspname, relname, format('autovacuum_enabled is %s', options ->> 'autovacuum_enabled') AS detail
  FROM counted WHERE (options ->> 'autovacuum_enabled')::boolean = false
  UNION ALL
  SELECT 'vacuum-dead-rows', nspname, relname, format('%s dead rows beside %s; autovacuum begins at %s', dead, live, ceil(threshold))
  FROM counted WHERE dead > 100000 AND dead > 3 * threshold
  UNION ALL
  SELECT 'vacuum-never-analysed', nspname, relname, format('about %s rows', greatest(live, reltuples::bigint))
  FROM counted WHERE relkind <> 't' AND (live > 100000 OR relpages > 104857600 / current_setting('block_size')::integer)
    AND NOT EXISTS (SELECT FROM pg_stats WHERE schemaname = nspname AND tablename = relname)
    AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = counted.oid AND attnum > 0 AND NOT attisdropped)
)
SELECT json_agg(json_build_object('code', code, 'database', current_database(), 'object', format('%I.%I', nspname, relname), 'detail', detail)
    ORDER BY code, nspname, relname) AS found,
  (SELECT count(*) FROM counted) AS objects
FROM found \gset
\ir check-found.sql
