-- Turns off the subscriptions of this database. Restored ones would use the slots of the source at its publisher. Run by init.sh.
SELECT format('ALTER SUBSCRIPTION %I DISABLE', subname)
FROM pg_subscription JOIN pg_database ON pg_database.oid = subdbid
WHERE datname = current_database() AND subenabled \gexec
