import { didYouMean } from '../../config/suggest';
import { exitCode } from '../exit-codes';
import type { Cluster } from '../kubectl';
import { found, refuse } from '../report';
import { say } from '../terminal';
import { remainLines, remains } from './remains';
import { lookUntilWell, show } from './wait';

export interface Gone {
  readonly id: string;
  readonly cluster: Cluster;
  readonly argocd: Cluster;
  readonly seconds: number;
  readonly json: boolean;
  /** The user knows that it was deleted. */
  readonly expected: boolean;
  /** The environments that there are. */
  readonly ids: readonly string[];
}

/** No directory: a name that is wrong, or an environment that was deleted. What is left of it is found by its label. */
export const showGone = async ({ id, cluster, argocd, seconds, json, expected, ids }: Gone): Promise<number> => {
  let most = 0;
  const lines = await lookUntilWell(async () => {
    const { remnants, problems } = await remains(id, cluster, argocd);
    most = Math.max(most, remnants.length);
    return remainLines(cluster, remnants, problems, Date.now());
  }, seconds);
  const [first] = lines;
  if (first !== undefined && lines.every(({ state }) => state === 'unknown')) return found(first.words);
  if (first !== undefined) {
    show({ environment: id, well: false }, lines, json);
    return found(`there is no environments/${id} any more, and this is left in the cluster`);
  }
  if (most === 0 && !expected)
    return refuse(
      `there is no environment ${JSON.stringify(id)}, and nothing of one in this cluster${didYouMean(id, ids)}`,
    );
  show({ environment: id, well: true }, [], json);
  say(`nothing is left of ${id}`);
  return exitCode.fine;
};
