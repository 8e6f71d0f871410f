-- Role and database of the environment, in a cluster that initdb has just made. Run by init.sh as the superuser.
-- Names come from the environment and are quoted by the server: format('%I') turns any text into one identifier.
\getenv owner PGFLEET_OWNER
\getenv database PGFLEET_DATABASE

-- No password here: the agent sets the one of the Secret. Until then nobody can log in over the network.
SELECT pg_catalog.format('CREATE ROLE %I LOGIN', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = :'owner') \gexec

SELECT pg_catalog.format('CREATE DATABASE %I', :'database')
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = :'database') \gexec

-- The owner of the database is also the owner of its schema public, through pg_database_owner (since PostgreSQL 15).
SELECT pg_catalog.format('ALTER DATABASE %I OWNER TO %I', :'database', :'owner') \gexec

-- By default every role may connect to every database and make temporary tables there. Source: PostgreSQL docs, 5.8.
SELECT pg_catalog.format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'database') \gexec
