-- The head of a session that judges tables of the user: PGFLEET_TABLES is a list of {schema, name, rows}.
\getenv tables PGFLEET_TABLES
SELECT set_config('pgfleet.tables', :'tables', false) \g /dev/null
