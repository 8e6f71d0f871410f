-- Does the visibility map of one table tell the truth? Where it says that all rows of a page are visible to all, the page says so too, or it
-- is not the page that was written (an empty one, an old one). Rows that are not visible, or not frozen, are counted by the extension.
DO $judge$
DECLARE
  target oid := current_setting('pgfleet.relation');
  space text := (SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_visibility');
  block bigint;
  wrong boolean;
  blocks text[] := '{}';
  pages bigint := 0;
  hidden bigint;
  frozen bigint;
  result jsonb := '[]';
  state text;
  words text;
  more text;
BEGIN
  PERFORM set_config('lock_timeout', CASE current_setting('pgfleet.round') WHEN 'first' THEN '200ms' ELSE '2s' END, true);
  FOR block IN EXECUTE format('SELECT blkno FROM %I.pg_visibility($1::regclass) WHERE (all_visible OR all_frozen) AND NOT pd_all_visible', space) USING target LOOP
    -- The map is read before the page, and somebody may write between: only what stays so counts.
    FOR attempt IN 1..3 LOOP
      EXECUTE format('SELECT (all_visible OR all_frozen) AND NOT pd_all_visible FROM %I.pg_visibility($1::regclass, $2)', space) INTO wrong USING target, block;
      EXIT WHEN NOT wrong;
    END LOOP;
    CONTINUE WHEN NOT wrong;
    pages := pages + 1;
    IF pages <= 20 THEN
      blocks := blocks || block::text;
    END IF;
  END LOOP;
  IF pages > 0 THEN
    result := result || jsonb_build_object('code', 'visibility-page', 'detail', format('block %s%s', array_to_string(blocks, ', '),
      CASE WHEN pages > 20 THEN format(' and %s more', pages - 20) ELSE '' END));
  END IF;
  EXECUTE format('SELECT count(*), (array_agg(t_ctid::text))[1:20] FROM %I.pg_check_visible($1::regclass)', space) INTO hidden, blocks USING target;
  IF hidden > 0 THEN
    result := result || jsonb_build_object('code', 'visibility-rows', 'detail', format('%s rows, first %s', hidden, array_to_string(blocks, ' ')));
  END IF;
  EXECUTE format('SELECT count(*), (array_agg(t_ctid::text))[1:20] FROM %I.pg_check_frozen($1::regclass)', space) INTO frozen, blocks USING target;
  IF frozen > 0 THEN
    result := result || jsonb_build_object('code', 'visibility-frozen', 'detail', format('%s rows, first %s', frozen, array_to_string(blocks, ' ')));
  END IF;
  -- Up to PostgreSQL 16 the extension may take a row for hidden that a transaction of another database still sees: judged twice.
  IF hidden > 0 AND current_setting('pgfleet.round') = 'first' THEN
    result := '[{"again": true}]';
  END IF;
  PERFORM set_config('pgfleet.result', result::text, false);
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, words = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL;
  PERFORM set_config('pgfleet.result', jsonb_build_array(jsonb_build_object('error', state, 'message', concat_ws(': ', words, NULLIF(more, ''))))::text, false);
END
$judge$;
