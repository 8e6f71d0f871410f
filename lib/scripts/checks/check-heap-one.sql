-- Every row of one table, with where its long values are. A page that cannot be read ends the function: then what is before and after it
-- is judged, in halves, until only that page is left.
DO $judge$
DECLARE
  target oid := current_setting('pgfleet.relation');
  verify text := (
    SELECT format('SELECT blkno, offnum, attnum, msg FROM %I.verify_heapam(relation => $1::regclass, on_error_stop => false,'
      ' check_toast => true, skip => ''none'', startblock => $2, endblock => $3)', nspname)
    FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'amcheck');
  starts bigint[] := ARRAY[NULL::bigint];
  ends bigint[] := ARRAY[NULL::bigint];
  first bigint;
  last bigint;
  middle bigint;
  found record;
  state text;
  words text;
  more text;
  tuples bigint := 0;
  pages bigint := 0;
  tuple_lines text[] := '{}';
  page_lines text[] := '{}';
  result jsonb := '[]';
BEGIN
  PERFORM set_config('lock_timeout', CASE current_setting('pgfleet.round') WHEN 'first' THEN '200ms' ELSE '2s' END, true);
  WHILE cardinality(starts) > 0 LOOP
    first := starts[1];
    last := ends[1];
    starts := starts[2:];
    ends := ends[2:];
    BEGIN
      FOR found IN EXECUTE verify USING target, first, last LOOP
        tuples := tuples + 1;
        IF tuples <= 20 THEN
          tuple_lines := tuple_lines || format('block %s, offset %s%s: %s', found.blkno, found.offnum, ', column ' || found.attnum, found.msg);
        END IF;
      END LOOP;
    EXCEPTION WHEN data_corrupted OR io_error THEN
      GET STACKED DIAGNOSTICS words = MESSAGE_TEXT;
      first := COALESCE(first, 0);
      last := COALESCE(last, pg_relation_size(target) / current_setting('block_size')::bigint - 1);
      IF first < last AND pages < 20 THEN
        middle := (first + last) / 2;
        starts := ARRAY[first, middle + 1] || starts;
        ends := ARRAY[middle, last] || ends;
      ELSE
        pages := pages + 1;
        IF pages > 20 THEN
          words := words || ' (and what comes after it was not looked at)';
          starts := '{}';
        END IF;
        page_lines := page_lines || format(CASE WHEN first = last THEN 'block %s: %s' ELSE 'from block %s on: %s' END, first, words);
      END IF;
    END;
  END LOOP;
  IF pages > 0 THEN
    result := result || jsonb_build_object('code', 'page-damaged', 'detail', array_to_string(page_lines, '; '));
  END IF;
  IF tuples > 0 THEN
    result := result || jsonb_build_object('code', 'heap-damaged',
      'detail', array_to_string(tuple_lines, '; ') || CASE WHEN tuples > 20 THEN format('; and %s more', tuples - 20) ELSE '' END);
  END IF;
  PERFORM set_config('pgfleet.result', result::text, false);
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, words = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL;
  PERFORM set_config('pgfleet.result', jsonb_build_array(jsonb_build_object('error', state, 'message', concat_ws(': ', words, NULLIF(more, ''))))::text, false);
END
$judge$;
