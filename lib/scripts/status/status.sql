-- What `pgfleet status` asks, as the owner of the database, through psql. One line of JSON.
-- :tables: a JSON list of {"schema", "name"} that must be there.
-- Not to_regclass(): it fails where the role may not use the schema.
SELECT json_build_object(
  'version', split_part(current_setting('server_version'), ' ', 1),
  'readOnly', pg_is_in_recovery(),
  'tables', (
    SELECT count(*)
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND n.nspname <> ALL ('{pg_catalog,information_schema,pg_toast,pgfleet}') AND n.nspname !~ '^pg_temp'
  ),
  'missing', (
    SELECT coalesce(json_agg(t.schema || '.' || t.name ORDER BY t.schema, t.name), '[]')
    FROM json_to_recordset(:'tables') AS t(schema text, name text)
    WHERE NOT EXISTS (
      SELECT
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = t.schema AND c.relname = t.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    )
  )
);
