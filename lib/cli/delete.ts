import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { EnvironmentInputs } from '../config/inputs';
import type { DiagnosticFormat } from '../diagnostic-render';
import { type Fleet, layersOf, loadFleet, resolveEnvironment } from '../fleet';
import { surveyEntry, surveyTop } from '../output/survey';
import { fateOf, type Going, stepsAfter } from './delete/fate';
import { exitCode } from './exit-codes';
import { uncommitted } from './git';
import { removeDirectory } from './new/directory';
import { projectRoot } from './project-root';
import { attended, conversation } from './prompt';
import { refuse, reportDiagnostics } from './report';
import { print, say } from './terminal';

/** Removes environments/<env>/, after it was shown what that means. Touches no cluster: the merge does. */
export const run = async (
  [id = '']: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> => {
  const format = options.output as DiagnosticFormat;
  const root = projectRoot();
  const one = loadFleet(root, [id]);
  const [inputs] = one.inputs.environments;
  if (inputs === undefined) return reportDiagnostics(one.diagnostics, format);
  if (options.yes !== undefined && options.yes !== id)
    return refuse(`--yes ${options.yes} is another name than ${id}: nothing was deleted`);
  const going = goingOf(root, loadFleet(root), inputs);
  const folder = `environments/${id}`;
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
  const unsaved = (await uncommitted(root, folder)) ?? files;
  fateOf(going).forEach(say);
  if (unsaved.length > 0) say(`git does not have, so that it cannot bring back: ${unsaved.join(', ')}`);
  if (options.dryRun === true) return done(going, files, false, format);
  if (options.yes === undefined) {
    if (!attended()) return refuse(`nobody can be asked here: confirm with --yes ${id}`);
    if ((await conversation((ask) => ask(`Type ${id} to delete it: `))) !== id)
      return refuse('another name: nothing was deleted');
  } else if (unsaved.length > 0 && options.uncommitted !== true)
    return refuse(`commit first, or confirm with --uncommitted that these may be lost: nothing was deleted`);
  removeDirectory(root, id);
  return done(going, files, true, format);
};

const done = (going: Going, files: readonly string[], deleted: boolean, format: DiagnosticFormat): number => {
  if (format === 'json') print(JSON.stringify(summary(going, files, deleted), undefined, 2));
  else if (deleted) print(files.map((file) => `- ${file}`).join('\n'));
  if (deleted) stepsAfter(going).forEach(say);
  return exitCode.fine;
};

const goingOf = (root: string, fleet: Fleet, inputs: EnvironmentInputs): Going => {
  const { id } = inputs;
  const resolved = resolveEnvironment(fleet, inputs);
  const place = { path: join(root, 'dist'), label: 'dist' };
  const { files, retained } = surveyEntry(place, id, surveyTop(place).get(id), 0);
  return {
    id,
    environment: 'diagnostics' in resolved ? undefined : resolved.environment,
    deployed: files.size === 0 ? undefined : { retained, claims: claimsOf([...files.keys()]) },
    namedBy: restoredFrom(fleet, id),
    last: fleet.inputs.ids.length === 1,
  };
};

/** By the names of files: what is deployed, and not what values.yaml says by now. */
const claimsOf = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => /^PersistentVolumeClaim\.(.+)\.yaml$/.exec(name)?.[1] ?? []).sort();

const restoredFrom = (fleet: Fleet, id: string): readonly string[] =>
  fleet.inputs.environments
    .filter((other) => other.id !== id && other.sources?.files.has(id) === true)
    .filter((other) => {
      const layers = layersOf(fleet, other);
      return !('diagnostics' in layers) && layers.values.value.bootstrap?.environment === id;
    })
    .map((other) => other.id);

const summary = ({ id, environment, deployed, namedBy }: Going, files: readonly string[], deleted: boolean) => ({
  schemaVersion: 1,
  environment: id,
  kind: environment?.kind,
  cluster: environment?.cluster,
  namespace: environment?.namespace.name,
  owner: environment?.owner,
  deployed: deployed !== undefined,
  retained: deployed?.retained ?? false,
  claims: deployed?.claims ?? [],
  namedBy,
  files,
  deleted,
});
