-- What values.yaml names and the restored data lacks, as one line with what there is; nothing where all is there. Run by init.sh.
\getenv owner PGFLEET_OWNER
\getenv database PGFLEET_DATABASE

SELECT format('there is no database %s, there are: %s', to_json(:'database'::text),
  (SELECT string_agg(datname, ', ' ORDER BY datname) FROM pg_database WHERE NOT datistemplate))
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
UNION ALL
SELECT format('there is no role %s, there are: %s', to_json(:'owner'::text),
  (SELECT string_agg(rolname, ', ' ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^pg_'))
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner')
