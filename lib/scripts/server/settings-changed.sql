-- What differs from an earlier result of settings.sql, as one line. Commands and connection strings can hold secrets: only their names.
\getenv before BEFORE

SELECT string_agg(
  CASE WHEN name ~ '(command|conninfo|passphrase)' THEN name || ' changed'
  ELSE format('%s = %L (was %L)', name, current_setting(name, true), was) END,
  ', ' ORDER BY name)
FROM (SELECT key AS name, value AS was FROM json_each_text(:'before'::json)) AS earlier
WHERE current_setting(name, true) IS DISTINCT FROM was
