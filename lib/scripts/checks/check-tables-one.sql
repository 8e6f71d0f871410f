-- One table of the user: does it exist, and has it at least as many rows? Counted no further than that.
SELECT set_config('pgfleet.number', :'number', false), set_config('pgfleet.result', '{}', false) \g /dev/null
DO $judge$
DECLARE
  wanted jsonb := current_setting('pgfleet.tables')::jsonb -> current_setting('pgfleet.number')::int;
  object text := format('%I.%I', wanted ->> 'schema', wanted ->> 'name');
  rows bigint := wanted ->> 'rows';
  there bigint;
  result jsonb := '{"objects": 1}';
  state text;
  words text;
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = wanted ->> 'schema' AND relname = wanted ->> 'name' AND relkind IN ('r', 'p', 'v', 'm', 'f')
  ) THEN
    result := result || jsonb_build_object('code', 'table-missing', 'object', object, 'detail', 'there is no such table');
  ELSIF rows > 0 THEN
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %s LIMIT $1) AS first', object) INTO there USING rows;
    IF there < rows THEN
      result := result || jsonb_build_object('code', 'table-rows', 'object', object, 'detail', format('%s rows, and at least %s are wanted', there, rows));
    END IF;
  END IF;
  PERFORM set_config('pgfleet.result', result::text, false);
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, words = MESSAGE_TEXT;
  PERFORM set_config('pgfleet.result', jsonb_build_object('objects', 1, 'error', state, 'message', words, 'object', object)::text, false);
END
$judge$;
\set failed :ERROR
\set error :LAST_ERROR_SQLSTATE
\set message :LAST_ERROR_MESSAGE
\if :failed
SELECT json_build_object('objects', 1, 'error', :'error', 'message', :'message', 'object', format('%I.%I', wanted ->> 'schema', wanted ->> 'name'))
FROM (SELECT current_setting('pgfleet.tables')::jsonb -> :number) AS row (wanted);
\else
SELECT current_setting('pgfleet.result');
\endif
