-- Indexes that are not in use or not kept up to date, and constraints that were never validated. An index that is being built, rebuilt or
-- dropped concurrently just now is none of them: those commands lock the index itself or show in pg_stat_progress_create_index.
\set QUIET on
SET search_path = pg_catalog;

WITH found AS (
  SELECT CASE WHEN named.relkind = 'I' THEN 'index-incomplete' WHEN indisready AND indislive THEN 'index-invalid' ELSE 'index-not-ready' END AS code,
    format('%I.%I', nspname, named.relname) AS object,
    format('index of %I.%I', nspname, owner.relname) || CASE WHEN indisunique THEN ', unique' ELSE '' END AS detail
  FROM pg_index JOIN pg_class AS named ON named.oid = indexrelid JOIN pg_class AS owner ON owner.oid = indrelid
    JOIN pg_namespace ON pg_namespace.oid = named.relnamespace
  WHERE NOT (indisvalid AND indisready AND indislive)
    AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index AS building
      WHERE building.datname = current_database() AND (building.relid = indrelid OR building.index_relid = indexrelid))
    AND NOT EXISTS (SELECT FROM pg_locks WHERE relation = indexrelid AND mode IN ('ShareUpdateExclusiveLock', 'AccessExclusiveLock')
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
  UNION ALL
  -- NOT ENFORCED, which 18 knows, is on purpose; the copies in partitions are said once.
  SELECT 'constraint-not-valid', format('%I.%I', nspname, relname), format('constraint %I', conname)
  FROM pg_constraint AS one JOIN pg_class ON pg_class.oid = conrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE NOT convalidated AND conislocal AND to_jsonb(one) ->> 'conenforced' IS DISTINCT FROM 'false'
)
SELECT json_agg(json_build_object('code', code, 'database', current_database(), 'object', object, 'detail', detail) ORDER BY code, object) AS found,
  (SELECT count(*) FROM pg_index) AS objects
FROM found \gset
\ir check-found.sql
