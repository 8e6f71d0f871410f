-- What the report says of the server.
SELECT pg_catalog.json_build_object(
  'version', pg_catalog.current_setting('server_version'),
  'number', pg_catalog.current_setting('server_version_num')::int,
  'checksums', pg_catalog.current_setting('data_checksums')::boolean,
  'wal_level', pg_catalog.current_setting('wal_level'),
  'max_wal_senders', pg_catalog.current_setting('max_wal_senders')::int
);
