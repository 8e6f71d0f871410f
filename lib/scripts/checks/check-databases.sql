-- Every database that allows connections. -2: what an interrupted DROP DATABASE left.
SELECT pg_catalog.json_build_object('name', datname, 'oid', oid::bigint)
FROM pg_catalog.pg_database
WHERE datallowconn AND datconnlimit <> -2
ORDER BY oid;
