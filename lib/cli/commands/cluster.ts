import { type Command, type CommandOption, context, format } from '../command';

const vdb: CommandOption = { flags: '--vdb <name>', words: 'which one, where the environment has several VDBs' };

/** Commands that ask a cluster, through kubectl. */
export const clusterCommands: readonly Command[] = [
  {
    name: 'status',
    parameters: '<environment>',
    summary: 'show how an environment is, a line for each part, and exit 1 if any has failed; through kubectl',
    options: [
      { flags: '--wait <time>', words: 'look again until nothing is failed, for so long at most: 90s, 5m, 1h' },
      { flags: '--gone', words: 'it was deleted: all is well when nothing of it is left in the cluster' },
      context,
      { flags: '--argocd-context <name>', words: 'context of the cluster of Argo CD, where that is another one' },
      { ...format, choices: ['text', 'json'] },
    ],
    examples: [
      { line: 'pgfleet status orders', words: 'how it is now' },
      { line: 'pgfleet status orders --wait 5m', words: 'after a merge: until all is well' },
      { line: 'pgfleet status feature-123 --gone --wait 5m', words: 'after a delete: until nothing is left' },
      { line: 'pgfleet status orders -o json', words: 'for a program' },
    ],
    run: async (args, options) => (await import('../status')).run(args, options),
  },
  {
    name: 'logs',
    parameters: '<environment>',
    summary: 'print the log of the database, or of the newest Job of a kind; through kubectl',
    options: [
      { flags: '-c, --container <name>', words: 'postgres when absent; initdb, agent, pgbackrest' },
      {
        flags: '--job <kind>',
        words: 'of the newest Job of this kind, all its containers',
        choices: ['backup', 'verification', 'drill', 'check', 'credentials'],
      },
      { flags: '-p, --previous', words: 'of the container before its last restart' },
      { flags: '--tail <lines>', words: 'the last lines only' },
      { flags: '-f, --follow', words: 'go on as it grows' },
      vdb,
      context,
    ],
    examples: [
      { line: 'pgfleet logs orders --tail 50 -f', words: 'the server, as it goes on' },
      { line: 'pgfleet logs orders -c initdb', words: 'why it does not start' },
      { line: 'pgfleet logs orders --job backup', words: 'what the last backup said' },
    ],
    run: async (args, options) => (await import('../logs')).run(args, options),
  },
  {
    name: 'connect',
    parameters: '<environment>',
    summary: 'open psql, through a tunnel that ends with it; through kubectl',
    options: [
      { flags: '--command <sql>', words: 'run this and end' },
      {
        flags: '--print',
        words: 'print host, port, user, and the command that reads the password; connect to nothing',
      },
      vdb,
      context,
      { ...format, words: 'form of --print', choices: ['text', 'json'] },
    ],
    examples: [
      { line: 'pgfleet connect orders', words: 'a prompt, as the owner of the database' },
      { line: 'pgfleet connect orders --command "SELECT now()"', words: 'one question' },
      { line: 'pgfleet connect orders --print', words: 'for another program' },
    ],
    run: async (args, options) => (await import('../connect')).run(args, options),
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
      context,
      format,
    ],
    examples: [
      { line: 'pgfleet backup orders', words: 'before a migration' },
      { line: 'pgfleet backup orders --type full --timeout 7200', words: 'everything, at most two hours' },
      { line: 'pgfleet backup orders --list', words: 'what is there' },
    ],
    run: async (args, options) => (await import('../backup')).run(args, options),
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
      vdb,
      { flags: '--timeout <seconds>', words: 'how long to wait; the Job goes on without us' },
      context,
      { ...format, words: 'form of the report on stdout', choices: ['text', 'json', 'junit'] },
    ],
    examples: [
      { line: 'pgfleet check orders', words: 'after a fault of the storage' },
      { line: 'pgfleet check orders --level full --timeout 86400', words: 'every page and every index, within a day' },
      { line: 'pgfleet check orders --level quick -o junit', words: 'in a pipeline' },
    ],
    run: async (args, options) => (await import('../check')).run(args, options),
  },
  {
    name: 'doctor',
    parameters: '[environments...]',
    summary: 'show whether this machine and this cluster have what the environments need; through kubectl',
    options: [context, { ...format, choices: ['text', 'json'] }],
    examples: [
      { line: 'pgfleet doctor', words: 'before the first apply, and after an upgrade of the cluster' },
      { line: 'pgfleet doctor orders --context prod', words: 'what one environment needs there' },
    ],
    run: async (args, options) => (await import('../doctor')).run(args, options),
  },
];
