import { type Command, format } from './command';

/** Commands that write environments/, for a person to look at and commit. */
export const changeCommands: readonly Command[] = [
  {
    name: 'restore',
    parameters: '<environment>',
    summary: 'write values.yaml for a restore into a new claim, and say what to merge; touches no cluster',
    options: [
      { flags: '--to <time>', words: 'the last transaction that committed at or before it; with its offset from UTC' },
      { flags: '--lsn <position>', words: 'a position of the write-ahead log' },
      { flags: '--xid <transaction>', words: 'a transaction' },
      { flags: '--name <point>', words: 'a point that pg_create_restore_point() named' },
      { flags: '--immediate', words: 'the end of the backup itself' },
      { flags: '--set <backup>', words: 'label of the backup to begin with; else the newest before the target' },
      { flags: '--timeline <timeline>', words: 'timeline to follow: a number, latest or current' },
      { flags: '--generation <number>', words: 'whose backups; needed after an earlier restore' },
      { flags: '--into <number>', words: 'the generation to make; else the next one' },
      { flags: '--dry-run', words: 'print the new values.yaml and write nothing' },
      format,
    ],
    examples: [
      { line: 'pgfleet restore orders --to 2026-11-20T12:00:00Z', words: 'as it was at noon' },
      { line: 'pgfleet restore orders', words: 'everything that was archived' },
      { line: 'pgfleet restore orders --dry-run', words: 'look at it first' },
    ],
    run: async (args, options) => (await import('./restore')).run(args, options),
  },
  {
    name: 'backstage',
    parameters: '',
    summary:
      'write backstage/ and catalog-info.yaml: templates of the developer portal, from the schema and defaults.yaml',
    options: [{ flags: '--check', words: 'write nothing; list what is stale and exit 1 if anything is' }, format],
    examples: [
      {
        line: 'pgfleet backstage',
        words: 'after a change of backstage in environments/defaults.yaml, or a new version',
      },
      { line: 'pgfleet backstage --check', words: 'in a pipeline' },
    ],
    run: async (args, options) => (await import('./backstage')).run(args, options),
  },
];
