-- Tables, their toast tables, materialized views and sequences: OID and pages. Sessions' own temporary tables are theirs; 15 does not
-- judge sequences.
SELECT class.oid, GREATEST(class.relpages, 0)
FROM pg_class AS class
WHERE class.relkind IN ('r', 'm', 't', 'S') AND class.relpersistence <> 't'
  AND (class.relam = 2 OR class.relkind = 'S' AND current_setting('server_version_num')::int >= 160000)
  AND (NOT class.relisshared OR :'shared' = 'yes')
  AND NOT (class.relpersistence = 'u' AND pg_is_in_recovery())
ORDER BY class.oid < :'first', class.oid;
SELECT 'impossible', count(*)
FROM pg_class WHERE relkind IN ('r', 'm') AND relam <> 2 AND relpersistence <> 't';
