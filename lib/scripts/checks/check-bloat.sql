-- Estimates of empty space in tables and B-trees above 100 MB, from what ANALYZE knows: rows, and the average width of their columns.
-- Padding between columns is not counted, nor what deduplication saves, so an estimate can be wrong by a quarter: hence 40 %.
\set QUIET on
SET search_path = pg_catalog;

WITH large AS (
  SELECT pg_class.oid, nspname, relname, relkind, reltuples, relpages, current_setting('block_size')::numeric AS page,
    coalesce((SELECT option_value::numeric FROM pg_options_to_table(reloptions) WHERE option_name = 'fillfactor'),
      CASE relkind WHEN 'i' THEN 90 ELSE 100 END) / 100 AS filled
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace JOIN pg_am ON pg_am.oid = relam
  WHERE ((relkind IN ('r', 'm') AND amname = 'heap') OR (relkind = 'i' AND amname = 'btree'))
    AND relpersistence <> 't' AND reltuples > 0 AND relpages > 104857600 / current_setting('block_size')::integer
), stored AS (
  -- Of an index, its columns: no estimate where one is an expression, which has no column of the table.
  SELECT large.oid, attrelid, attname FROM large JOIN pg_attribute ON attrelid = large.oid AND attnum > 0 AND NOT attisdropped
  WHERE relkind <> 'i'
  UNION ALL
  SELECT large.oid, indrelid, attname FROM large JOIN pg_index ON indexrelid = large.oid CROSS JOIN LATERAL unnest(indkey) AS number
    LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = number AND number <> 0
), width AS (
  SELECT stored.oid, sum((1 - null_frac) * avg_width) AS bytes FROM stored
    LEFT JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_namespace ON pg_namespace.oid = relnamespace
    LEFT JOIN pg_stats ON schemaname = nspname AND tablename = relname AND pg_stats.attname = stored.attname AND NOT inherited
  GROUP BY stored.oid HAVING bool_and(avg_width IS NOT NULL)
), estimate AS (
  -- Bytes beside the columns: line pointer 4, header of a row 24 or of an index entry 8, header of a page 24, of a B-tree page 16 more.
  SELECT large.*, reltuples::numeric * (4 + 8 * ceil((bytes::numeric + CASE relkind WHEN 'i' THEN 8 ELSE 24 END) / 8))
    / ((page - CASE relkind WHEN 'i' THEN 40 ELSE 24 END) * filled) AS needed
  FROM large JOIN width USING (oid)
)
SELECT json_agg(json_build_object('code', CASE relkind WHEN 'i' THEN 'bloat-index' ELSE 'bloat-table' END, 'database', current_database(),
    'object', format('%I.%I', nspname, relname), 'detail', format('an estimate: %s %% of %s is empty', trunc(100 - 100 * needed / relpages),
      pg_size_pretty(relpages * page))) ORDER BY relpages - needed DESC) FILTER (WHERE needed < 0.6 * relpages) AS found,
  (SELECT count(*) FROM large) AS objects
FROM estimate \gset
\ir check-found.sql
