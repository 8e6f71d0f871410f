import { resolveArgoCd } from '../defaults/argocd';
import type { Environment } from '../defaults/environment';
import { loadFleet, resolveEnvironment } from '../fleet';
import { kinds } from './doctor/kinds';
import { machine } from './doctor/machine';
import { policies } from './doctor/policies';
import { repository } from './doctor/repository';
import type { Examination, Scope } from './doctor/scope';
import { secrets } from './doctor/secrets';
import { storage } from './doctor/storage';
import { kubernetesVersion } from './doctor/version';
import { exitCode } from './exit-codes';
import { projectRoot } from './project-root';
import { found, reportDiagnostics } from './report';
import { failures, type Line, summary } from './status/line';
import { show } from './status/wait';
import { say } from './terminal';

const here: readonly Examination[] = [machine, repository];
const there: readonly Examination[] = [storage, kinds, secrets, policies];

/** Whether this machine, this repository and this cluster have what the environments need. Changes nothing. */
export const run = async (only: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> => {
  const json = options.output === 'json';
  const root = projectRoot();
  const fleet = loadFleet(root, only);
  // A name that does not exist is wrong usage; mistakes in values are a finding of the repository.
  const unknownNames = fleet.diagnostics.filter(({ file }) => file === 'environments');
  if (unknownNames.length > 0) return reportDiagnostics(unknownNames, json ? 'json' : 'text');
  const resolved = fleet.inputs.environments.flatMap((inputs) => {
    const one = resolveEnvironment(fleet, inputs);
    return 'diagnostics' in one ? [] : [one.environment];
  });
  const context = String(options.context ?? '');
  const environments = only.length > 0 ? resolved : ofOneCluster(resolved, context);
  const cluster = { namespace: 'default', context };
  const scope: Scope = { root, cluster, environments, only, argocd: resolveArgoCd(fleet.defaults.argocd) };
  const [own, version] = await Promise.all([examined(here, scope), kubernetesVersion(cluster)]);
  // Without an answer to the first question there is none to the others.
  const lines = [...own, version, ...(version.name === 'cluster' ? [] : await examined(there, scope))];
  const words = summary(lines);
  const well = failures(lines).length === 0;
  show({ well, environments: environments.map(({ id }) => id) }, lines, json);
  if (environments.length < resolved.length)
    say(`looked at ${environments.length} of ${resolved.length} environments, those of one cluster: name others`);
  if (!well) return found(`something is missing: ${words}`);
  say(words === '' ? 'nothing is missing' : `nothing has failed; ${words}`);
  return exitCode.fine;
};

const examined = async (examinations: readonly Examination[], scope: Scope): Promise<readonly Line[]> =>
  (await Promise.all(examinations.map((examine) => examine(scope)))).flat();

/** Only Argo CD knows which context is which of its clusters: the one of that name, or else its own, or else the only one. */
const ofOneCluster = (environments: readonly Environment[], context: string): readonly Environment[] => {
  const clusters = new Set(environments.map(({ cluster }) => cluster));
  const chosen = [context, 'in-cluster', ...clusters].find((one) => clusters.has(one));
  return environments.filter(({ cluster }) => cluster === chosen);
};
