import { riskClasses } from '../../plan/change';
import { type Command, context, format } from '../command';

/** Commands that read environments/ and dist/, and explain them. */
export const valuesCommands: readonly Command[] = [
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
    run: async (args, options) => (await import('../synth')).run(args, options),
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
    run: async (args, options) => (await import('../validate')).run(args, options),
  },
  {
    name: 'plan',
    parameters: '[environments...]',
    summary:
      'say what a merge will do to what runs, before the merge; touches no cluster, and with --cluster only reads',
    options: [
      { flags: '--base <ref>', words: 'commit to compare with; when absent where this branch left the main one' },
      { flags: '--from <directory>', words: 'compare two directories of any manifests: the old one' },
      { flags: '--to <directory>', words: 'and the new one' },
      {
        flags: '--fail-on <class>',
        words: 'exit 1 where a change is of this class or a worse one and is not allowed',
        choices: riskClasses,
      },
      {
        flags: '--cluster',
        words: 'ask the live cluster what Git does not say, through kubectl; only reads, and no value of a Secret',
      },
      context,
      { flags: '--diff', words: 'print the changed lines as well' },
      { ...format, choices: ['text', 'json', 'markdown', 'github'] },
    ],
    examples: [
      { line: 'pgfleet plan', words: 'what this branch would do when it is merged' },
      { line: 'pgfleet plan --fail-on refused -o markdown', words: 'in a pipeline: a comment, and 1 for a danger' },
      {
        line: 'pgfleet plan orders --cluster',
        words: 'with what the live cluster knows of claims, volumes and guards',
      },
      { line: 'pgfleet plan --from old/ --to new/', words: 'two renderings of any tool' },
    ],
    run: async (args, options) => (await import('../plan')).run(args, options),
  },
  {
    name: 'list',
    parameters: '',
    summary: 'show the environments',
    options: [
      { flags: '--owner <team>', words: 'only those of a team' },
      { flags: '--kind <kind>', words: 'only those of a kind', choices: ['database', 'vdb', 'external'] },
      { flags: '--expired', words: 'only those whose expiresOn is over' },
      format,
    ],
    examples: [
      { line: 'pgfleet list', words: 'a table' },
      { line: 'pgfleet list --owner team-shop -o json', words: 'those of a team, with every column, for a program' },
      { line: 'pgfleet list --expired', words: 'what may go' },
    ],
    run: async (args, options) => (await import('../list')).run(args, options),
  },
  {
    name: 'explain',
    parameters: '[subject]',
    summary:
      'explain a key of values.yaml, a code of an error, a finding or a plan, or where the values of an environment come from',
    options: [
      { flags: '--schema', words: 'print the JSON schema of values.yaml, for editors' },
      { flags: '--reference', words: 'print the reference of all keys as Markdown' },
      format,
    ],
    examples: [
      { line: 'pgfleet explain database.storage.size', words: 'meaning, unit, default and an example' },
      { line: 'pgfleet explain unknown-key', words: 'what a code means' },
      { line: 'pgfleet explain checksums-failed', words: 'what a finding of a check means, and what to do' },
      { line: 'pgfleet explain pod-restart', words: 'what a change of a plan does, and the way out' },
      { line: 'pgfleet explain dev', words: 'every value of an environment and the file it comes from' },
    ],
    run: async (args, options) => (await import('../explain')).run(args, options),
  },
];
