-- Every row that one index of a table points to is fetched, in the order of that index, and counted against a reading of the whole table.
-- An index that points behind the end of the table shows a table that was cut off. The plan has to prove that it goes this way.
-- One statement is one snapshot here: see check-part.sql. Then every value is made text, as a dump does: nothing else unpacks a compressed
-- value, or looks up the label of an enum. Where that fails, halves of the table tell the first block.
DO $judge$
DECLARE
  target oid := current_setting('pgfleet.relation');
  candidate record;
  query text;
  plan jsonb;
  by_index bigint;
  by_table bigint;
  result jsonb := '[{"impossible": true}]';
  reading boolean := false;
  unreadable boolean := false;
  first bigint := 0;
  middle bigint;
  last bigint;
  state text;
  words text;
  more text;
BEGIN
  PERFORM set_config('lock_timeout', CASE current_setting('pgfleet.round') WHEN 'first' THEN '200ms' ELSE '2s' END, true),
    set_config('enable_bitmapscan', 'off', true), set_config('enable_indexonlyscan', 'off', true), set_config('enable_sort', 'off', true),
    set_config('enable_incremental_sort', 'off', true);
  FOR candidate IN
    SELECT of_index.relname AS name, space.nspname AS space, class.relname AS relation, attribute.attname AS attribute, index.indoption[0] AS option
    FROM pg_index AS index
    JOIN pg_class AS of_index ON of_index.oid = index.indexrelid
    JOIN pg_class AS class ON class.oid = index.indrelid
    JOIN pg_namespace AS space ON space.oid = class.relnamespace
    JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attnum = index.indkey[0]
    WHERE index.indrelid = target AND of_index.relam = 403 AND index.indisvalid AND index.indisready AND index.indislive AND index.indpred IS NULL
    ORDER BY index.indisprimary DESC, index.indisunique DESC, of_index.relpages, of_index.oid
  LOOP
    query := format('SELECT count(*) FROM (SELECT FROM ONLY %I.%I ORDER BY %I %s NULLS %s OFFSET 0) AS everything', candidate.space, candidate.relation,
      candidate.attribute, CASE WHEN candidate.option & 1 = 1 THEN 'DESC' ELSE 'ASC' END, CASE WHEN candidate.option & 2 = 2 THEN 'FIRST' ELSE 'LAST' END);
    PERFORM set_config('enable_seqscan', 'off', true);
    EXECUTE 'EXPLAIN (FORMAT JSON, COSTS OFF) ' || query INTO plan;
    CONTINUE WHEN jsonb_path_exists(plan, '$.** ? (@."Node Type" like_regex "Sort|Seq Scan|Bitmap|Index Only")')
      OR NOT jsonb_path_exists(plan, '$.** ? (@."Node Type" == "Index Scan")');
    reading := true;
    EXECUTE query INTO by_index;
    PERFORM set_config('enable_seqscan', 'on', true);
    EXECUTE format('SELECT count(*) FROM ONLY %I.%I', candidate.space, candidate.relation) INTO by_table;
    result := CASE WHEN by_index = by_table THEN '[]' ELSE jsonb_build_array(jsonb_build_object('code', 'row-unreachable',
      'detail', format('its index %I leads to %s rows, and there are %s', candidate.name, by_index, by_table))) END;
    EXIT;
  END LOOP;
  -- Not those of toast tables, which are read by way of their table. Not by a cast: the owner of a table can make one that does anything.
  SELECT format('SELECT count(*) FROM ONLY %I.%I AS one WHERE format(''%%s'', one.*) IS NULL AND one.ctid >= format(''(%%s,0)'', $1)::tid'
      ' AND one.ctid < format(''(%%s,0)'', $2)::tid', space.nspname, class.relname),
    pg_relation_size(class.oid) / current_setting('block_size')::bigint
  INTO query, last
  FROM pg_class AS class JOIN pg_namespace AS space ON space.oid = class.relnamespace
  WHERE class.oid = target AND class.relkind <> 't';
  middle := last;
  reading := true;
  WHILE first < last LOOP
    BEGIN
      EXECUTE query USING first, middle;
      EXIT WHEN NOT unreadable;
      first := middle;
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS words = MESSAGE_TEXT;
      unreadable := true;
      last := middle;
    END;
    EXIT WHEN last - first = 1 AND unreadable;
    middle := (first + last) / 2;
  END LOOP;
  IF unreadable THEN
    result := result || jsonb_build_object('code', 'value-unreadable', 'detail', format('block %s: %s', first, words));
  END IF;
  PERFORM set_config('pgfleet.result', result::text, false);
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, words = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL;
  -- Before the table was read: a catalogue is damaged, which has findings of its own, and not each table that is planned with it.
  PERFORM set_config('pgfleet.result', CASE WHEN state LIKE 'XX%' AND NOT reading THEN '[{"impossible": true}]'::jsonb
    ELSE jsonb_build_array(jsonb_build_object('error', state, 'message', concat_ws(': ', words, NULLIF(more, '')))) END::text, false);
END
$judge$;
