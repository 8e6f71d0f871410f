-- Relations that have a visibility map: OID and pages.
SELECT class.oid, GREATEST(class.relpages, 0)
FROM pg_class AS class
WHERE class.relkind IN ('r', 'm', 't') AND class.relam = 2 AND class.relpersistence <> 't'
  AND (NOT class.relisshared OR :'shared' = 'yes')
  AND NOT (class.relpersistence = 'u' AND pg_is_in_recovery())
ORDER BY class.oid < :'first', class.oid;
