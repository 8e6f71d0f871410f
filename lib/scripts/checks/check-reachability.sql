-- Tables: OID and pages. Of those without an index that leads to every row only the values are read; of toast tables not even those.
WITH tables AS (
  SELECT class.oid, class.relpages, class.relkind <> 't' OR EXISTS (
    SELECT FROM pg_index AS index JOIN pg_class AS of_index ON of_index.oid = index.indexrelid
    WHERE index.indrelid = class.oid AND of_index.relam = 403 AND index.indisvalid AND index.indisready AND index.indislive
      AND index.indpred IS NULL AND index.indkey[0] > 0
  ) AS judged
  FROM pg_class AS class
  WHERE class.relkind IN ('r', 'm', 't') AND class.relam = 2 AND class.relpersistence <> 't'
    AND (NOT class.relisshared OR :'shared' = 'yes')
    AND NOT (class.relpersistence = 'u' AND pg_is_in_recovery())
)
SELECT CASE WHEN judged THEN oid::text ELSE 'impossible' END, CASE WHEN judged THEN GREATEST(relpages, 0) ELSE 1 END
FROM tables
ORDER BY oid < :'first', oid;
