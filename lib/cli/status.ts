import { environmentNameFault } from '../config/environment-names';
import { resolveArgoCd } from '../defaults/argocd';
import { loadFleet } from '../fleet';
import { environmentOf } from './chosen-environment';
import { durationSeconds } from './duration';
import { exitCode } from './exit-codes';
import { projectRoot } from './project-root';
import { found, refuse } from './report';
import { showGone } from './status/gone';
import { failures, type Line, summary } from './status/line';
import { look } from './status/rows';
import { lookUntilWell, show } from './status/wait';
import { say } from './terminal';

/** How an environment is in its cluster, a line for each part; of one that was deleted, what is left. */
export const run = async (
  [id = '']: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> => {
  const json = options.output === 'json';
  const expected = options.gone === true;
  const seconds = options.wait === undefined ? 0 : durationSeconds('--wait', String(options.wait));
  if (typeof seconds !== 'number') return refuse(seconds.problem);
  const fleet = loadFleet(projectRoot(), [id]);
  const { ids } = fleet.inputs;
  const context = String(options.context ?? '');
  const argocdContext = String(options.argocdContext ?? context);
  const argocd = resolveArgoCd(fleet.defaults.argocd);
  if (!ids.includes(id)) {
    const fault = environmentNameFault(id);
    if (fault !== undefined) return refuse(fault);
    const [cluster, place] = [
      { namespace: 'default', context },
      { namespace: argocd?.namespace ?? 'argocd', context: argocdContext },
    ];
    return showGone({ id, cluster, argocd: place, seconds, json, expected, ids });
  }
  if (expected) return refuse(`environments/${id} is there: --gone is for an environment that was deleted`);
  const env = environmentOf(fleet, json ? 'json' : 'text');
  if (typeof env === 'number') return env;
  const cluster = { namespace: env.namespace.name, context };
  const lines = await lookUntilWell(() => look({ env, cluster, argocd, argocdContext, nowMs: Date.now() }), seconds);
  const well = failures(lines).length === 0;
  show({ environment: id, kind: env.kind, namespace: cluster.namespace, well }, lines, json);
  return verdict(id, lines, seconds);
};

const verdict = (id: string, lines: readonly Line[], seconds: number): number => {
  const words = summary(lines);
  if (failures(lines).length > 0)
    return found(`${id} is not well${seconds === 0 ? '' : ` after ${seconds} s`}: ${words}`);
  say(words === '' ? `${id} is well` : `${id}: nothing has failed; ${words}`);
  return exitCode.fine;
};
