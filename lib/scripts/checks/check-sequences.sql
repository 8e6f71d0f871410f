-- How much of its range a sequence has used. The range ends where the sequence ends or where the type of a column ends that it fills: one
-- that it belongs to (serial, identity), or one whose default is nextval() of it.
-- pg_sequence_last_value() keeps its lock to the end of the transaction, and the server has room for some thousand locks: hence the COMMIT.
-- What cannot be read (dropped just now, no right, unlogged on a standby) is not judged, unless it is damaged.
\set QUIET on
SET search_path = pg_catalog;
SET lock_timeout = '100ms';

DO $check$
DECLARE
  one record;
  last bigint;
  used numeric;
  found json[] := '{}';
  looked bigint := 0;
BEGIN
  FOR one IN
    WITH filled AS (
      SELECT objid AS sequence, refobjid AS relation, refobjsubid AS number FROM pg_depend
      WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND refobjsubid > 0 AND deptype IN ('a', 'i')
      UNION
      SELECT refobjid, adrelid, adnum FROM pg_depend JOIN pg_attrdef ON pg_attrdef.oid = objid JOIN pg_sequence ON seqrelid = refobjid
      WHERE classid = 'pg_attrdef'::regclass AND refclassid = 'pg_class'::regclass AND pg_get_expr(adbin, adrelid) ~ '^nextval\(''.*''::regclass\)$'
    ), bound (type, least, greatest) AS (
      VALUES ('smallint'::regtype, -32768, 32767), ('integer', -2147483648, 2147483647)
    ), narrowest AS (
      SELECT sequence, max(least) AS least, min(greatest) AS greatest,
        string_agg(format('%I.%I.%I (%s)', nspname, relname, attname, type), ', ') AS columns
      FROM filled JOIN pg_attribute ON attrelid = relation AND attnum = number JOIN pg_type ON pg_type.oid = atttypid
        JOIN bound ON type = CASE typtype WHEN 'd' THEN typbasetype ELSE pg_type.oid END
        JOIN pg_class ON pg_class.oid = relation JOIN pg_namespace ON pg_namespace.oid = relnamespace
      GROUP BY sequence
    )
    SELECT seqrelid, format('%I.%I', nspname, relname) AS name, seqincrement > 0 AS up, columns,
      greatest(seqmin, least)::numeric AS least, least(seqmax, greatest)::numeric AS greatest
    FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
      LEFT JOIN narrowest ON sequence = seqrelid
    WHERE NOT seqcycle AND relpersistence <> 't'
  LOOP
    BEGIN
      last := pg_sequence_last_value(one.seqrelid);
      looked := looked + 1;
      used := (CASE WHEN one.up THEN last - one.least ELSE one.greatest - last END + 1) / nullif(one.greatest - one.least + 1, 0);
      IF used >= 0.8 THEN
        found := found || json_build_object('code', CASE WHEN used >= 0.95 THEN 'sequence-at-end' ELSE 'sequence-near-end' END,
          'database', current_database(), 'object', one.name, 'detail', format('at %s of %s, %s %% used', last,
            CASE WHEN one.up THEN one.greatest ELSE one.least END, trunc(used * 100)) || coalesce('; fills ' || one.columns, ''));
      END IF;
    EXCEPTION WHEN OTHERS THEN
      -- amcheck judges sequences from PostgreSQL 16 on only.
      IF SQLSTATE ~ '^(XX00[12]|58)' THEN
        found := found || json_build_object('code', CASE SQLSTATE WHEN '58P01' THEN 'file-missing' ELSE 'page-damaged' END,
          'database', current_database(), 'object', one.name, 'detail', SQLERRM);
      END IF;
    END;
    IF looked % 200 = 0 THEN COMMIT; END IF;
  END LOOP;
  PERFORM set_config('pgfleet.found', array_to_json(found)::text, false), set_config('pgfleet.objects', looked::text, false);
END
$check$;

SELECT current_setting('pgfleet.found') AS found, current_setting('pgfleet.objects') AS objects \gset
\ir check-found.sql
