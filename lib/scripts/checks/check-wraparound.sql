-- The age of the oldest transaction and multixact of every database, as parts of the 2^31 after which the server stops. What holds vacuum
-- back is named where there is something; the oldest tables only of the database that this is run in.
\set QUIET on
SET search_path = pg_catalog;

WITH held_back AS (
  SELECT greatest(age(backend_xmin), age(backend_xid)) AS age, format('the session of process %s (user %I)', pid, usename) AS holder
  FROM pg_stat_activity WHERE coalesce(backend_xmin, backend_xid) IS NOT NULL AND pid <> pg_backend_pid()
  UNION ALL
  SELECT age(transaction), format('the prepared transaction %L in database %I', gid, database) FROM pg_prepared_xacts
  UNION ALL
  SELECT greatest(age(xmin), age(catalog_xmin)), format('the replication slot %I', slot_name) FROM pg_replication_slots
  WHERE coalesce(xmin, catalog_xmin) IS NOT NULL
), holder AS (
  -- A million transactions: what runs at every moment on a busy server holds nothing back.
  SELECT coalesce((SELECT format('%s holds vacuum back by %s transactions', holder, age) FROM held_back WHERE age > 1000000
    ORDER BY age DESC LIMIT 1), 'nothing holds vacuum back now') AS holder
), oldest AS (
  SELECT datname, code, age, what, tables FROM pg_database, LATERAL (VALUES
    ('transaction-age', age(datfrozenxid), 'transactions', (
      SELECT string_agg(format('%I.%I (%s)', nspname, relname, age), ', ' ORDER BY age DESC) FROM (
        SELECT nspname, relname, age(relfrozenxid) AS age FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relfrozenxid <> '0' ORDER BY 3 DESC LIMIT 3) AS first)),
    ('multixact-age', mxid_age(datminmxid), 'multixacts', (
      SELECT string_agg(format('%I.%I (%s)', nspname, relname, age), ', ' ORDER BY age DESC) FROM (
        SELECT nspname, relname, mxid_age(relminmxid) AS age FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relminmxid <> '0' ORDER BY 3 DESC LIMIT 3) AS first))
  ) AS one (code, age, what, tables)
  WHERE age >= 1073741824
)
SELECT json_agg(json_build_object('code', code || CASE WHEN age >= 1610612736 THEN '-critical' ELSE '' END, 'database', datname,
    'object', 'database ' || quote_ident(datname), 'detail',
    format('%s %s old, %s %% of what there is; %s', age, what, round(age / 21474836.48), holder)
      || CASE WHEN datname = current_database() THEN '; oldest tables: ' || tables ELSE '' END) ORDER BY age DESC) AS found,
  (SELECT count(*) FROM pg_database) AS objects
FROM oldest, holder \gset
\ir check-found.sql
