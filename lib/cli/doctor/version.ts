import { ask, type Cluster, isProblem } from '../kubectl';
import { failed, type Line, ok, warning } from '../status/line';

/** Minor versions of Kubernetes 1, of which README.md says why. */
export const supported = { oldest: 31, newest: 34 } as const;

/** The first question: without an answer to it there is none to the others. */
export const kubernetesVersion = async (cluster: Cluster): Promise<Line> => {
  const answer = await ask(cluster, ['get', '--raw', '/version']);
  return isProblem(answer) ? failed('cluster', answer.problem) : judgeVersion(answer as string);
};

export const judgeVersion = (answer: string): Line => {
  const name = 'Kubernetes';
  const { minor = '', gitVersion = '' } = JSON.parse(answer) as {
    readonly minor?: string;
    readonly gitVersion?: string;
  };
  // Some providers write "34+".
  const number = Number.parseInt(minor, 10);
  const range = `1.${supported.oldest} to 1.${supported.newest}`;
  if (number < supported.oldest) return failed(name, `${gitVersion} is older than ${range}`, 'upgrade the cluster');
  return number > supported.newest
    ? warning(name, `${gitVersion} is newer than ${range}, which pgfleet was tried on`)
    : ok(name, `${gitVersion}, supported are ${range}`);
};
