import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rewrite } from '../config/rewrite';
import type { DatabaseEnvironment } from '../defaults/environment';
import type { DiagnosticFormat } from '../diagnostic-render';
import { layersOf, loadFleet, resolveEnvironment } from '../fleet';
import { exitCode } from './exit-codes';
import { projectRoot } from './project-root';
import { refuse, reportDiagnostics } from './report';
import { type Decision, decide, requestOf, targetWords } from './restore/request';
import { print, say } from './terminal';

/** Writes values.yaml for a restore into a new claim. Touches no cluster: the merge does. */
export const run = async (
  [id = '']: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> => {
  const format = options.output as DiagnosticFormat;
  const request = requestOf(options);
  if ('problem' in request) return refuse(request.problem);
  const root = projectRoot();
  const fleet = loadFleet(root, [id]);
  const [inputs] = fleet.inputs.environments;
  if (inputs === undefined || fleet.diagnostics.length > 0) return reportDiagnostics(fleet.diagnostics, format);
  const layers = layersOf(fleet, inputs);
  const resolved = resolveEnvironment(fleet, inputs);
  if ('diagnostics' in layers) return reportDiagnostics(layers.diagnostics, format);
  if ('diagnostics' in resolved) return reportDiagnostics(resolved.diagnostics, format);
  const { environment } = resolved;
  if (environment.kind !== 'database')
    return refuse(
      environment.kind === 'vdb'
        ? `${id} is a VDB, a copy: going back to a snapshot is an action of kind VDBRewind (docs/vdb.md)`
        : `${id} has no database of ours: whoever runs it restores it`,
    );
  if (environment.backup.method !== 'pgBackRest') return refuse(methods[environment.backup.method](id));
  const { generation } = environment.database;
  const decision = decide({ id, generation, bootstrap: layers.values.value.bootstrap }, request);
  if ('problem' in decision) return refuse(decision.problem);

  const file = `environments/${id}/values.yaml`;
  const before = readFileSync(join(root, file), 'utf8');
  const after = decision.done ? before : rewrite(before, changesOf(decision));
  const judged = resolveEnvironment(fleet, {
    ...inputs,
    files: new Map([...inputs.files, ['values.yaml', Buffer.from(after)]]),
  });
  if ('diagnostics' in judged) return reportDiagnostics(judged.diagnostics, format);
  if (options.dryRun === true) {
    print(after);
    return exitCode.fine;
  }
  if (!decision.done) replaceFile(join(root, file), after);
  if (format === 'json') print(JSON.stringify(summary(environment, file, decision), undefined, 2));
  say(words(environment, file, decision));
  return exitCode.fine;
};

/** The ways on where there is nothing to restore by a merge. */
const methods = {
  none: (id: string) => `${id} has no backups (backup.method is none): there is nothing to restore`,
  pgDump: (id: string) =>
    `${id} has dumps (backup.method is pgDump), which know no point in time: docs/backup.md says how they are restored`,
} as const;

const changesOf = ({ into, bootstrap }: Decision) => [
  { path: ['database', 'generation'], value: into },
  { path: ['bootstrap'], value: bootstrap },
];

/** Whole or not at all. */
const replaceFile = (path: string, text: string): void => {
  const temporary = `${path}.pgfleet-new`;
  writeFileSync(temporary, text, { mode: statSync(path).mode });
  renameSync(temporary, path);
};

const summary = (
  { id, name, namespace }: DatabaseEnvironment,
  file: string,
  { from, into, bootstrap, done }: Decision,
) => ({
  schemaVersion: 1,
  environment: id,
  namespace: namespace.name,
  file,
  written: !done,
  from,
  into,
  target: bootstrap.target ?? {},
  oldClaim: `${name}-data-${from}`,
  newClaim: `${name}-data-${into}`,
});

const words = (env: DatabaseEnvironment, file: string, { from, into, bootstrap, done, replaced }: Decision): string => {
  const kubectl = `kubectl -n ${env.namespace.name}`;
  const old = done || into === env.database.generation ? from : env.database.generation;
  const present = `${env.name}-data-${old}`;
  const fresh = `${env.name}-data-${into}`;
  const corrected = !done && into === env.database.generation;
  const steps: readonly (readonly [string, string])[] = [
    corrected
      ? [
          `${kubectl} get pod ${env.name}-0`,
          `must not have been Ready on ${fresh}: on data that is there nothing is restored`,
        ]
      : [`${kubectl} get pvc ${fresh}`, 'must find nothing; if there is one, choose a higher number: --into'],
    ['stop the applications', 'what they write from now on is not in the restored database'],
    ['npm run synth', 'then commit, review and merge'],
    [`kubectl apply -f dist/${env.id}`, 'or the sync of Argo CD'],
    ...(corrected ? [[`${kubectl} delete pod ${env.name}-0`, 'so that the new target is tried at once'] as const] : []),
    [`${kubectl} logs -f ${env.name}-0 -c initdb`, 'what it restores, or why it refuses before it touches anything'],
    [`${kubectl} rollout status statefulset/${env.name}`, 'ready: look at the data, then start the applications'],
  ];
  const width = Math.max(...steps.map(([step]) => step.length)) + 2;
  return [
    `${env.id}: generation ${into} begins with the backups of generation ${from}, ${targetWords(bootstrap.target ?? {})}`,
    done ? `${file} already says so: nothing was changed` : `${file} was written`,
    ...(replaced === ''
      ? []
      : [`the block bootstrap that named ${replaced} was replaced: the data made from it stays`]),
    '',
    'Now, in this order:',
    ...steps.map(([step, why], index) => `  ${index + 1}. ${step.padEnd(width)}${why}`),
    '',
    `The claim ${present} stays as it is, and so do the backups of generation ${from}. Delete neither before you are sure.`,
    ...(env.deletionPolicy === 'Delete'
      ? [
          `deletionPolicy is Delete: whatever prunes ${env.namespace.name} may take ${present}. Set Retain and apply it first.`,
        ]
      : []),
    `The way back: generation ${old} again and no block bootstrap, in one merge. Once the database runs, the block may stay or go.`,
  ].join('\n');
};
