-- The restored owner no longer has the password of the source. Run by init.sh.
\getenv owner PGFLEET_OWNER

SELECT format('ALTER ROLE %I PASSWORD NULL', :'owner') \gexec
