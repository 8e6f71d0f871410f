-- Prints what a check has found, at most 50 of one code, and how much it looked at. From the psql variables "found", a JSON array that
-- is not set where there is nothing, and "objects".
\if :{?found}
\else
  \set found []
\endif

SELECT CASE WHEN place <= 50 THEN finding
  ELSE json_build_object('code', code, 'database', finding -> 'database', 'object', format('%s more', amount - 50), 'detail', 'not listed one by one')
  END
FROM (
  SELECT finding, code, row_number() OVER (PARTITION BY code ORDER BY place) AS place, count(*) OVER (PARTITION BY code) AS amount
  FROM (
    SELECT value AS finding, value ->> 'code' AS code, place
    FROM json_array_elements((:'found')::json) WITH ORDINALITY AS one (value, place)
  ) AS finding
) AS finding
WHERE place <= 51;

SELECT json_build_object('objects', :'objects'::bigint);
