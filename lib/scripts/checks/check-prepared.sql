-- Which functions of the extensions this role may call here.
SELECT json_build_object(
  'heap', COALESCE(bool_or(function.proname = 'verify_heapam'), false),
  'btree', COALESCE(bool_or(function.proname = 'bt_index_parent_check'), false),
  'visibility', COALESCE(bool_or(function.proname = 'pg_check_visible'), false)
)
FROM pg_extension AS extension
JOIN pg_depend AS part ON part.refclassid = 'pg_extension'::regclass AND part.refobjid = extension.oid
  AND part.classid = 'pg_proc'::regclass AND part.deptype = 'e'
JOIN pg_proc AS function ON function.oid = part.objid
WHERE extension.extname IN ('amcheck', 'pg_visibility')
  AND has_schema_privilege(function.pronamespace, 'USAGE') AND has_function_privilege(function.oid, 'EXECUTE');
