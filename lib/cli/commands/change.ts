import { type Command, type CommandOption, format } from '../command';

/** What was written is a list for people or for programs; there is nothing to annotate. */
const written: CommandOption = { ...format, choices: ['text', 'json'] };

/** Commands that write environments/, for a person to look at and commit. */
export const changeCommands: readonly Command[] = [
  {
    name: 'new',
    parameters: '[environment]',
    summary: 'write environments/<environment>/ from a profile or from another environment',
    options: [
      { flags: '--profile <profile>', words: 'the defaults it starts from', choices: ['development', 'production'] },
      { flags: '--from <environment>', words: 'copy the settings of another environment, not its data' },
      {
        flags: '--feature <branch>',
        words: 'for a branch: makes the name from it, ends after 14 days, and leaves nothing behind',
      },
      { flags: '--owner <team>', words: 'team that owns it' },
      { flags: '--database <name>', words: 'name of the database' },
      { flags: '--db-owner <role>', words: 'role that applications log in as; else that of the name' },
      { flags: '--vdb <source>', words: 'a virtual database of Delphix instead, made from this source of it' },
      { flags: '--description <text>', words: 'what it is for, in a sentence' },
      { flags: '--major <version>', words: 'major version of PostgreSQL' },
      { flags: '--size <amount>', words: 'size of the data volume, like 20Gi' },
      { flags: '--expires <date>', words: 'its end, like 2026-12-01' },
      { flags: '--access <namespaces>', words: 'namespaces that may connect, with commas between them' },
      { flags: '--dry-run', words: 'print values.yaml and write nothing' },
      written,
    ],
    examples: [
      {
        line: 'pgfleet new orders-dev --profile development --owner team-orders --database orders',
        words: 'from a profile',
      },
      { line: 'pgfleet new orders-qa --from orders-dev --size 5Gi', words: 'like another one, but larger' },
      { line: 'pgfleet new --feature feature/ABC-123 --from orders-dev', words: 'for a branch, for two weeks' },
    ],
    run: async (args, options) => (await import('../new')).run(args, options),
  },
  {
    name: 'delete',
    parameters: '<environment>',
    summary: 'show what will be lost, ask for the name, and remove environments/<environment>/; touches no cluster',
    options: [
      { flags: '--yes <name>', words: 'the name once more, where nobody can be asked' },
      { flags: '--uncommitted', words: 'with --yes: also where git does not have all of it' },
      { flags: '--dry-run', words: 'only show what will be lost' },
      written,
    ],
    examples: [
      { line: 'pgfleet delete orders-qa', words: 'asks for the name' },
      { line: 'pgfleet delete orders-qa --dry-run', words: 'look at it first' },
      { line: 'pgfleet delete orders-qa --yes orders-qa -o json', words: 'in a script' },
    ],
    run: async (args, options) => (await import('../delete')).run(args, options),
  },
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
    run: async (args, options) => (await import('../restore')).run(args, options),
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
    run: async (args, options) => (await import('../backstage')).run(args, options),
  },
];
