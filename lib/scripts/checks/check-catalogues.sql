-- The system catalogues against each other: every reference has its target, every relation its parts. Most of the statements are made from
-- what PostgreSQL says of itself: pg_get_catalog_foreign_keys() and the unique indexes. Each returns its culprits as one column of text.
-- One that fails on a damaged catalogue is a finding, and the next one runs: hence PL/pgSQL. The findings leave it as a setting of the
-- session, since a standby has no temporary tables. Every statement sees one snapshot, so a concurrent DROP is no finding.
\set QUIET on
SET search_path = pg_catalog;
-- The tables themselves are judged, not what a damaged index lets one see of them.
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SET enable_bitmapscan = off;
SET enable_nestloop = off;
SET max_parallel_workers_per_gather = 0;
SET jit = off;
SET lock_timeout = '5s';

DO $check$
DECLARE
  wanted record;
  culprits bigint;
  examples text;
  statements bigint := 0;
  found json[] := '{}';
  attempt integer;
BEGIN
  FOR wanted IN
    WITH catalogue AS (
      -- pg_largeobject can be as large as the volume; the check of the heap reads it.
      SELECT oid, format('pg_catalog.%I', relname) AS name, relisshared AS shared,
        (SELECT attname FROM pg_attribute WHERE attrelid = pg_class.oid AND atttypid = 'name'::regtype AND attnum > 0
          ORDER BY attnum LIMIT 1) AS label
      FROM pg_class
      WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' AND relpages < 131072 AND has_table_privilege(oid, 'SELECT')
    ), foreign_key AS (
      SELECT source.name AS source, source.shared, source.label, target.name AS target,
        fkcols, pkcols, is_array, is_opt, array_length(fkcols, 1) AS width
      FROM pg_get_catalog_foreign_keys()
      JOIN catalogue AS source ON source.oid = fktable
      JOIN catalogue AS target ON target.oid = pktable
      -- Known to go stale without harm: operators in statistics, and grantors before 16.
      WHERE NOT (fktable = 'pg_statistic'::regclass AND fkcols[1] ~ '^sta(op|coll)')
        AND NOT (fktable = 'pg_auth_members'::regclass AND fkcols[1] = 'grantor' AND current_setting('server_version_num')::integer < 160000)
    ), dependency AS (
      SELECT * FROM (
        SELECT DISTINCT 'catalogue-dependency' AS code, false AS shared, 'pg_depend' AS holder, ends.class, ends.object, ends.sub,
          CASE ends.class WHEN 'classid' THEN classid ELSE refclassid END AS target, 'true' AS condition
        FROM pg_depend, (VALUES ('classid', 'objid', 'objsubid'), ('refclassid', 'refobjid', 'refobjsubid')) AS ends (class, object, sub)
        UNION ALL
        SELECT DISTINCT 'catalogue-shared-dependency', false, 'pg_shdepend', 'classid', 'objid', 'objsubid', classid,
          'dbid IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))'
        FROM pg_shdepend WHERE dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        UNION ALL
        SELECT DISTINCT 'catalogue-shared-dependency', true, 'pg_shdepend', 'refclassid', 'refobjid', NULL, refclassid, 'true' FROM pg_shdepend
      ) AS every
    )
    SELECT 'catalogue-reference' AS code, shared, format('%s (%s)', source, array_to_string(fkcols, ', ')) AS object,
      format('values that %s does not have', target) AS what,
      format('SELECT concat_ws('', '', %s)%s FROM (SELECT %s%s FROM %s) AS source WHERE %s NOT EXISTS (SELECT FROM %s AS target WHERE %s)',
        (SELECT string_agg(format('source.%I', name), ', ' ORDER BY place) FROM unnest(fkcols) WITH ORDINALITY AS one (name, place)),
        -- What the row is called, which a person finds sooner than a number.
        ' || '' (in '' || quote_ident(source.' || quote_ident(label) || ') || '')''',
        (SELECT string_agg(format(CASE WHEN is_array AND place = width THEN 'unnest(%I) AS %1$I' ELSE '%I' END, name), ', ' ORDER BY place)
          FROM unnest(fkcols) WITH ORDINALITY AS one (name, place)),
        ', ' || quote_ident(CASE WHEN label <> ALL (fkcols) THEN label END), source,
        (SELECT string_agg(format(CASE WHEN is_opt THEN 'source.%I <> 0 AND ' ELSE '' END, name), '') FROM unnest(fkcols) AS one (name)),
        target,
        (SELECT string_agg(format('target.%I = source.%I', pkcol, fkcol), ' AND ') FROM unnest(pkcols, fkcols) AS one (pkcol, fkcol)))
      AS statement
    FROM foreign_key

    UNION ALL
    SELECT code, dependency.shared, format('pg_catalog.%I (%s)', holder, object), format('objects that %s does not have', target.name),
      format('SELECT source.%1$I::text FROM pg_catalog.%2$I AS source WHERE source.%3$I = %4$s AND %5$s
          AND NOT EXISTS (SELECT FROM %6$s AS target WHERE target.oid = source.%1$I)', object, holder, class, target.oid, condition, target.name)
      -- A column of a relation.
      || CASE WHEN target.oid = 'pg_class'::regclass AND sub IS NOT NULL THEN
        format(' UNION ALL SELECT concat_ws('', '', source.%1$I, source.%2$I) FROM pg_catalog.%3$I AS source
          WHERE source.%4$I = %5$s AND %6$s AND source.%2$I <> 0
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute AS target WHERE target.attrelid = source.%1$I AND target.attnum = source.%2$I)',
          object, sub, holder, class, target.oid, condition) ELSE '' END
    FROM dependency JOIN catalogue AS target ON target.oid = dependency.target
    WHERE EXISTS (SELECT FROM pg_attribute WHERE attrelid = target.oid AND attname = 'oid')

    UNION ALL
    SELECT 'catalogue-duplicate', shared, format('%s (%s)', name, columns), 'values that are there twice',
      format('SELECT concat_ws('', '', %s) FROM %s GROUP BY %1$s HAVING count(*) > 1', columns, name)
    FROM catalogue, pg_index, LATERAL (
      SELECT string_agg(quote_ident(attname), ', ' ORDER BY place) AS columns
      FROM unnest(indkey::smallint[]) WITH ORDINALITY AS one (number, place) JOIN pg_attribute ON attrelid = indrelid AND attnum = number
    ) AS key
    WHERE indrelid = catalogue.oid AND indisunique

    UNION ALL
    SELECT code, false, 'pg_catalog.pg_class', what, 'SELECT coalesce(quote_ident(nspname), ''?'') || ''.'' || quote_ident(relname)
      FROM pg_class AS relation LEFT JOIN pg_namespace ON pg_namespace.oid = relnamespace ' || condition
    FROM (VALUES
      ('catalogue-columns', 'relations whose number of columns is wrong',
        'LEFT JOIN (SELECT attrelid, count(*) AS columns, max(attnum) AS last FROM pg_attribute WHERE attnum > 0 GROUP BY 1) AS held
          ON attrelid = relation.oid WHERE relnatts <> coalesce(columns, 0) OR relnatts <> coalesce(last, 0)'),
      -- The second half is what a lost row of pg_type cannot explain: see type_sanity of PostgreSQL's own tests.
      ('catalogue-column-type', 'relations with columns of a type that is gone or has changed',
        'WHERE EXISTS (SELECT FROM pg_attribute LEFT JOIN pg_type ON pg_type.oid = atttypid
          WHERE attrelid = relation.oid AND atttypid <> 0
            AND (typname IS NULL OR attlen <> typlen OR attalign <> typalign OR attbyval <> typbyval))'),
      ('catalogue-index', 'indexes without a row in pg_index',
        'WHERE relkind IN (''i'', ''I'') AND NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = relation.oid AND indnatts = relnatts)'),
      ('catalogue-index', 'relations that pg_index calls an index, or a table, and that are none',
        'JOIN (SELECT indexrelid AS named, ''iI'' AS kinds FROM pg_index UNION SELECT indrelid, ''rmpt'' FROM pg_index) AS named
          ON named = relation.oid WHERE strpos(kinds, relkind::text) = 0'),
      ('catalogue-row-type', 'relations without their row type',
        'WHERE relkind IN (''r'', ''v'', ''m'', ''p'', ''f'', ''c'')
          AND NOT EXISTS (SELECT FROM pg_type WHERE pg_type.oid = reltype AND typrelid = relation.oid)'),
      ('catalogue-toast', 'tables that lack their toast table',
        'WHERE relkind IN (''r'', ''m'') AND reltoastrelid <> 0
          AND NOT EXISTS (SELECT FROM pg_class AS toast WHERE toast.oid = relation.reltoastrelid AND toast.relkind = ''t'')'),
      -- As heapam_relation_needs_toast_table says: a column without a limit that may be stored outside.
      ('catalogue-toast', 'tables that need a toast table and have none',
        'JOIN pg_am ON pg_am.oid = relam AND amname = ''heap'' WHERE relkind IN (''r'', ''m'') AND reltoastrelid = 0 AND nspname <> ''pg_catalog''
          AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped AND attgenerated <> ''v''
            AND attlen = -1 AND atttypmod < 0 AND attstorage <> ''p'')'),
      ('catalogue-part', 'partitioned tables, views, sequences and foreign tables without the row of the catalogue that describes them',
        'WHERE (relkind = ''p'' AND NOT EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = relation.oid))
          OR (relkind IN (''v'', ''m'') AND NOT EXISTS (SELECT FROM pg_rewrite WHERE ev_class = relation.oid AND ev_type = ''1''))
          OR (relkind = ''S'' AND NOT EXISTS (SELECT FROM pg_sequence WHERE seqrelid = relation.oid))
          OR (relkind = ''f'' AND NOT EXISTS (SELECT FROM pg_foreign_table WHERE ftrelid = relation.oid))'),
      ('catalogue-part', 'partitions that pg_inherits does not have',
        'WHERE relispartition AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = relation.oid)'),
      ('catalogue-part', 'tables that count other CHECK constraints than pg_constraint has',
        'LEFT JOIN (SELECT conrelid, count(*) AS checks FROM pg_constraint WHERE contype = ''c'' GROUP BY 1) AS held ON conrelid = relation.oid
          WHERE relchecks <> coalesce(checks, 0)'),
      ('catalogue-part', 'tables with columns whose default or expression is not in pg_attrdef',
        'WHERE EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation.oid AND atthasdef
          AND NOT EXISTS (SELECT FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum))'),
      ('catalogue-toast', 'toast tables that belong to no table',
        'WHERE relkind = ''t'' AND NOT EXISTS (SELECT FROM pg_class AS owner WHERE owner.reltoastrelid = relation.oid)')
    ) AS relation (code, what, condition)
  LOOP
    statements := statements + 1;
    FOR attempt IN 1..3 LOOP
      BEGIN
        EXECUTE format('WITH found (value) AS MATERIALIZED (%s) SELECT (SELECT count(*) FROM found),
          (SELECT string_agg(value::text, ''; '') FROM (SELECT DISTINCT value FROM found ORDER BY value LIMIT 5) AS first)', wanted.statement)
          INTO culprits, examples;
        IF culprits > 0 THEN
          found := found || json_build_object('code', wanted.code, 'database', CASE WHEN wanted.shared THEN NULL ELSE current_database() END,
            'object', wanted.object, 'detail', format('%s %s: %s', culprits, wanted.what, examples));
        END IF;
        EXIT;
      EXCEPTION WHEN OTHERS THEN
        -- A lock, a conflict with replay on a standby, memory, disk, permission: no damage. Again, and then this check cannot be done.
        IF left(SQLSTATE, 2) IN ('25', '40', '53', '54', '55', '57') OR SQLSTATE = '42501' THEN
          IF attempt = 3 THEN RAISE; END IF;
        ELSE
          found := found || json_build_object('code', 'catalogue-unreadable', 'database', current_database(),
            'object', wanted.object, 'detail', format('%s (SQLSTATE %s)', SQLERRM, SQLSTATE));
          EXIT;
        END IF;
      END;
    END LOOP;
  END LOOP;
  PERFORM set_config('pgfleet.found', array_to_json(found)::text, false), set_config('pgfleet.objects', statements::text, false);
END
$check$;

SELECT current_setting('pgfleet.found') AS found, current_setting('pgfleet.objects') AS objects \gset
\ir check-found.sql
