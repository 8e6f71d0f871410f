-- The relation that a file belongs to.
SELECT format('%I.%I', nspname, relname)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE pg_class.oid = pg_filenode_relation(:space, :node);
