-- B-tree indexes that are valid, also those of catalogues and of toast tables: OID and pages.
SELECT class.oid, GREATEST(class.relpages, 0)
FROM pg_index AS index JOIN pg_class AS class ON class.oid = index.indexrelid
WHERE class.relkind = 'i' AND class.relam = 403 AND class.relpersistence <> 't' AND index.indisvalid AND index.indisready AND index.indislive
  AND (NOT class.relisshared OR :'shared' = 'yes')
  AND NOT (class.relpersistence = 'u' AND pg_is_in_recovery())
ORDER BY class.oid < :'first', class.oid;
SELECT 'impossible', count(*)
FROM pg_class WHERE relkind = 'i' AND relam <> 403 AND relpersistence <> 't';
