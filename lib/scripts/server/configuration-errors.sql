-- What the server would refuse in its files as they are now, as one line each; nothing where all is well. Reads, changes nothing.
-- "setting could not be applied" is also said of every sound setting that needs a restart: those are judged by a trial start.
SELECT format('%s line %s: %s', sourcefile, sourceline, concat_ws(': ', name, error))
FROM pg_file_settings
WHERE error IS NOT NULL
  AND NOT (error = 'setting could not be applied'
    AND EXISTS (SELECT FROM pg_settings AS known
      WHERE lower(known.name) = lower(pg_file_settings.name) AND known.context = 'postmaster'))
UNION ALL
SELECT format('pg_hba.conf line %s: %s', line_number, error) FROM pg_hba_file_rules WHERE error IS NOT NULL
UNION ALL
SELECT format('pg_ident.conf line %s: %s', line_number, error) FROM pg_ident_file_mappings WHERE error IS NOT NULL
