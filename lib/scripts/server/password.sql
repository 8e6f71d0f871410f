-- Sets the password of the owner; prints "set", or nothing where the role does not exist. Run by init.sh and agent.sh in a session
-- that logs nothing.
\getenv owner PGFLEET_OWNER
\getenv password PGFLEET_PASSWORD

SELECT format('ALTER ROLE %I PASSWORD %L', :'owner', :'password'), $$SELECT 'set'$$
WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \gexec
