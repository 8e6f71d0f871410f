-- Before one relation is judged: its name, and whose toast or index it is.
\echo begin :relation
SELECT set_config('pgfleet.relation', :'relation', false), set_config('pgfleet.result', '[]', false),
  set_config('pgfleet.object', COALESCE((
    SELECT format('%I.%I', space.nspname, class.relname)
    FROM pg_class AS class JOIN pg_namespace AS space ON space.oid = class.relnamespace WHERE class.oid = :'relation'), :'relation'), false),
  set_config('pgfleet.about', COALESCE((
    SELECT format('%s %I.%I: ', whose.words, space.nspname, class.relname)
    FROM (
      SELECT indrelid AS oid, 'index of' AS words FROM pg_index WHERE indexrelid = :'relation'
      UNION ALL SELECT oid, 'long values of' FROM pg_class WHERE reltoastrelid = :'relation'
    ) AS whose
    JOIN pg_class AS class ON class.oid = whose.oid
    JOIN pg_namespace AS space ON space.oid = class.relnamespace
    LIMIT 1), ''), false) \g /dev/null
SELECT json_build_object('name', current_setting('pgfleet.object'), 'about', current_setting('pgfleet.about'));
