-- Collation versions: those recorded when indexes were built against those of the library that is installed now.
\set QUIET on
SET search_path = pg_catalog;

-- Versions are asked only for collations that order something: a database can have thousands of the others.
WITH ordering AS (
  SELECT DISTINCT 'index' AS kind, indexrelid AS relation, used FROM pg_index, unnest(indcollation) AS used WHERE used <> 0
  UNION ALL
  SELECT DISTINCT 'partitioned table', partrelid, used FROM pg_partitioned_table, unnest(partcollation) AS used WHERE used <> 0
), ordered AS (
  SELECT used, count(*) FILTER (WHERE kind = 'index') AS indexes, count(*) FILTER (WHERE kind <> 'index') AS partitioned
  FROM ordering GROUP BY used
), found AS (
  SELECT 'collation-database' AS code, 'database ' || quote_ident(datname) AS object, datcollversion AS recorded,
    pg_database_collation_actual_version(oid) AS actual, coalesce(indexes, 0) AS indexes, coalesce(partitioned, 0) AS partitioned
  FROM pg_database LEFT JOIN ordered ON used = 'pg_catalog."default"'::regcollation
  WHERE datname = current_database() AND datcollversion <> pg_database_collation_actual_version(oid)
  UNION ALL
  SELECT 'collation-object', format('%I.%I', nspname, collname), collversion, pg_collation_actual_version(pg_collation.oid), indexes, partitioned
  FROM ordered JOIN pg_collation ON pg_collation.oid = used JOIN pg_namespace ON pg_namespace.oid = collnamespace
  WHERE collversion IS NOT NULL AND collversion <> pg_collation_actual_version(pg_collation.oid)
)
SELECT json_agg(json_build_object('code', code, 'database', current_database(), 'object', object, 'detail',
    format('recorded version %s, now %s; %s indexes and %s partitioned tables are ordered by it', recorded, actual, indexes, partitioned))
    ORDER BY code, object) AS found,
  (SELECT count(*) FROM ordered) AS objects
FROM found \gset
\ir check-found.sql
