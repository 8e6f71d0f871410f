-- After one relation was judged. An error that ended the statement, most often its time; those that PL/pgSQL caught stand in the result.
\set failed :ERROR
\set error :LAST_ERROR_SQLSTATE
\set message :LAST_ERROR_MESSAGE
\if :failed
SELECT json_build_object('error', :'error', 'message', :'message', 'object', current_setting('pgfleet.object'), 'about', current_setting('pgfleet.about'));
\else
SELECT CASE WHEN EXISTS (SELECT FROM pg_class WHERE oid = :'relation')
    AND NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = :'relation' AND NOT (indisvalid AND indisready))
  THEN json_build_object('object', current_setting('pgfleet.object'), 'about', current_setting('pgfleet.about'))::jsonb || row.value
  -- Dropped, or replaced, meanwhile.
  ELSE jsonb_build_object('gone', true) END
FROM jsonb_array_elements(current_setting('pgfleet.result')::jsonb) AS row (value);
\endif
\echo end :relation
