import { type Command, type CommandOption, outputFormats } from './command';

const format: CommandOption = {
  flags: '-o, --output <format>',
  words: 'form of the result on stdout',
  choices: outputFormats,
  value: 'text',
};

export const commands: readonly Command[] = [
  {
    name: 'synth',
    parameters: '[environments...]',
    summary: 'write dist/ from environments/; with names, only those',
    options: [
      { flags: '--check', words: 'write nothing; list what is stale and exit 1 if anything is' },
      {
        flags: '--prune',
        words: 'also remove the directories of environments with deletionPolicy Retain that are gone',
      },
      {
        flags: '--allow-rename',
        words:
          'accept that one such environment went and another came, or that one moves to another cluster or namespace',
      },
      format,
    ],
    examples: [
      { line: 'pgfleet synth', words: 'everything that changed' },
      { line: 'pgfleet synth dev qa', words: 'two environments, whatever the others hold' },
      { line: 'pgfleet synth --check -o github', words: 'in a pipeline: is dist/ what the values say?' },
    ],
    run: async (args, options) => (await import('./synth')).run(args, options),
  },
  {
    name: 'validate',
    parameters: '[environments...]',
    summary: 'check the values and everything made from them, without looking at dist/',
    options: [format],
    examples: [
      { line: 'pgfleet validate', words: 'all mistakes of all environments at once' },
      { line: 'pgfleet validate dev -o json', words: 'one environment, for a program' },
    ],
    run: async (args, options) => (await import('./validate')).run(args, options),
  },
  {
    name: 'list',
    parameters: '',
    summary: 'show the environments',
    options: [format],
    examples: [
      { line: 'pgfleet list', words: 'a table' },
      { line: 'pgfleet list -o json', words: 'the same for a program' },
    ],
    run: async (args, options) => (await import('./list')).run(args, options),
  },
  {
    name: 'explain',
    parameters: '[subject]',
    summary:
      'explain a key of values.yaml, a code of an error or a finding, or where the values of an environment come from',
    options: [
      { flags: '--schema', words: 'print the JSON schema of values.yaml, for editors' },
      { flags: '--reference', words: 'print the reference of all keys as Markdown' },
      format,
    ],
    examples: [
      { line: 'pgfleet explain database.storage.size', words: 'meaning, unit, default and an example' },
      { line: 'pgfleet explain unknown-key', words: 'what a code means' },
      { line: 'pgfleet explain checksums-failed', words: 'what a finding of a check means, and what to do' },
      { line: 'pgfleet explain dev', words: 'every value of an environment and the file it comes from' },
    ],
    run: async (args, options) => (await import('./explain')).run(args, options),
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
    run: async (args, options) => (await import('./restore')).run(args, options),
  },
  {
    name: 'backup',
    parameters: '<environment>',
    summary: 'back up now, or list the backups; through kubectl',
    options: [
      {
        flags: '--type <type>',
        words: 'what is copied; when absent incremental, and a full backup where there is none',
        choices: ['full', 'differential', 'incremental'],
      },
      { flags: '--list', words: 'show backups, sizes and what can be restored; also while the database is down' },
      { flags: '--generation <number>', words: 'with --list: the backups of another generation' },
      { flags: '--timeout <seconds>', words: 'how long to wait; the Job goes on without us' },
      { flags: '--context <name>', words: 'context of KUBECONFIG; else the current one' },
      format,
    ],
    examples: [
      { line: 'pgfleet backup orders', words: 'before a migration' },
      { line: 'pgfleet backup orders --type full --timeout 7200', words: 'everything, at most two hours' },
      { line: 'pgfleet backup orders --list', words: 'what is there' },
    ],
    run: async (args, options) => (await import('./backup')).run(args, options),
  },
  {
    name: 'check',
    parameters: '<environment>',
    summary: 'check the integrity of the data now, and print the report; through kubectl',
    options: [
      {
        flags: '--level <level>',
        words: 'how deep; when absent that of values.yaml',
        choices: ['quick', 'standard', 'full'],
      },
      {
        flags: '--fail-on <severity>',
        words: 'the least severity that ends with 1; when absent that of values.yaml',
        choices: ['warning', 'critical'],
      },
      { flags: '--timeout <seconds>', words: 'how long to wait; the Job goes on without us' },
      { flags: '--context <name>', words: 'context of KUBECONFIG; else the current one' },
      { ...format, words: 'form of the report on stdout', choices: ['text', 'json', 'junit'] },
    ],
    examples: [
      { line: 'pgfleet check orders', words: 'after a fault of the storage' },
      { line: 'pgfleet check orders --level full --timeout 86400', words: 'every page and every index, within a day' },
      { line: 'pgfleet check orders --level quick -o junit', words: 'in a pipeline' },
    ],
    run: async (args, options) => (await import('./check')).run(args, options),
  },
];
