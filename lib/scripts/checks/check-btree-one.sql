-- The order of one B-tree, page by page. Level full: also parents against children, each row of the table against the index, and
-- uniqueness (from PostgreSQL 17 on). That takes ShareLock: it is waited for only briefly, since writers queue behind who waits for it.
DO $judge$
DECLARE
  target oid := current_setting('pgfleet.relation');
  space text := (SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'amcheck');
  -- A standby gives no ShareLock.
  parent boolean := current_setting('pgfleet.level') = 'full' AND NOT pg_is_in_recovery();
  state text;
  words text;
  more text;
BEGIN
  IF parent THEN
    BEGIN
      PERFORM set_config('lock_timeout', '100ms', true);
      IF EXISTS (
        SELECT FROM pg_extension JOIN pg_depend ON refclassid = 'pg_extension'::regclass AND refobjid = pg_extension.oid
        JOIN pg_proc ON classid = 'pg_proc'::regclass AND pg_proc.oid = objid
        WHERE extname = 'amcheck' AND proname = 'bt_index_parent_check' AND 'checkunique' = ANY (proargnames)
      ) THEN
        EXECUTE format('SELECT %I.bt_index_parent_check(index => $1::regclass, heapallindexed => true, rootdescend => false, checkunique => true)', space) USING target;
      ELSE
        EXECUTE format('SELECT %I.bt_index_parent_check(index => $1::regclass, heapallindexed => true, rootdescend => false)', space) USING target;
      END IF;
      RETURN;
    EXCEPTION WHEN lock_not_available THEN
      IF current_setting('pgfleet.round') = 'first' THEN
        RAISE;
      END IF;
      PERFORM set_config('pgfleet.result', jsonb_build_array(jsonb_build_object('code', 'index-in-use', 'detail',
        'only its own pages were judged, because writers held its table each time'))::text, false);
    END;
  END IF;
  PERFORM set_config('lock_timeout', CASE current_setting('pgfleet.round') WHEN 'first' THEN '200ms' ELSE '2s' END, true);
  EXECUTE format('SELECT %I.bt_index_check(index => $1::regclass, heapallindexed => $2)', space) USING target, current_setting('pgfleet.level') = 'full';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, words = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL;
  -- Told as damaged data, though table and index are sound pages that disagree. The images have no translations.
  IF state = 'XX001' AND words LIKE '%lacks matching index tuple%' THEN
    state := 'XX002';
  END IF;
  PERFORM set_config('pgfleet.result', jsonb_build_array(jsonb_build_object('error', state, 'message', concat_ws(': ', words, NULLIF(more, ''))))::text, false);
END
$judge$;
