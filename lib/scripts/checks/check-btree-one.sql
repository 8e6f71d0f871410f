-- The order of one B-tree, page by page. Level full: also parents against children, each row of the table against the index, and
-- uniqueness (up to PostgreSQL 16 by a query, and not of indexes on expressions, which are code of the table's owner). That takes ShareLock: it is waited for only briefly, since writers queue behind who waits for it.
DO $judge$
DECLARE
  target oid := current_setting('pgfleet.relation');
  space text := (SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'amcheck');
  -- A standby gives no ShareLock.
  parent boolean := current_setting('pgfleet.level') = 'full' AND NOT pg_is_in_recovery();
  keys text;
  doubled bigint;
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
        -- In the order of the index itself: a sort of a large table would need its size on disk.
        PERFORM set_config('enable_hashagg', 'off', true), set_config('enable_sort', 'off', true);
        SELECT format('SELECT count(*) FROM (SELECT FROM ONLY %I.%I %s GROUP BY %s HAVING count(*) > 1 LIMIT 100) AS doubled', owner.nspname, class.relname,
          CASE WHEN min(to_jsonb(index) ->> 'indnullsnotdistinct') IS DISTINCT FROM 'true' THEN 'WHERE '
            || string_agg(format('%I IS NOT NULL', attribute.attname), ' AND ') END,
          string_agg(quote_ident(attribute.attname), ', ' ORDER BY key.place))
        INTO keys
        FROM pg_index AS index
        JOIN pg_class AS class ON class.oid = index.indrelid
        JOIN pg_namespace AS owner ON owner.oid = class.relnamespace
        CROSS JOIN LATERAL unnest(index.indkey::smallint[], index.indclass::oid[], index.indcollation::oid[]) WITH ORDINALITY AS key (number, opclass, sorting, place)
        JOIN pg_attribute AS attribute ON attribute.attrelid = index.indrelid AND attribute.attnum = key.number
        JOIN pg_opclass AS opclass ON opclass.oid = key.opclass AND opclass.opcdefault AND key.sorting = attribute.attcollation
        WHERE index.indexrelid = target AND index.indisunique AND index.indpred IS NULL AND index.indexprs IS NULL AND key.place <= index.indnkeyatts
        GROUP BY owner.nspname, class.relname
        HAVING count(*) = min(index.indnkeyatts);
        IF keys IS NOT NULL THEN
          EXECUTE keys INTO doubled;
          IF doubled > 0 THEN
            PERFORM set_config('pgfleet.result', jsonb_build_array(jsonb_build_object('code', 'index-damaged', 'detail',
              format('uniqueness is violated: %s keys are there more than once', CASE WHEN doubled = 100 THEN '100 or more' ELSE doubled::text END)))::text, false);
          END IF;
        END IF;
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
