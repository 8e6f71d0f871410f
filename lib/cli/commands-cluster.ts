import { type Command, format } from './command';

/** Commands that ask a cluster, through kubectl. */
export const clusterCommands: readonly Command[] = [
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
      { flags: '--vdb <name>', words: 'which one, where the environment has several VDBs' },
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
