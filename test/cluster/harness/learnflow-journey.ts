import { copySecret, fromSecret, runClient } from './client';
import { find } from './kubectl';
import { containerOf, waitForReady } from './pod';
import { waitFor } from './wait';

/** How learnflow came up: when each step was done, and what its client saw. */
export interface Journey {
  readonly report: string;
  readonly seconds: number;
  /** The names of the tables, as the client printed them. */
  readonly output: string;
}

const tables = "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'";

/** The agent sets the password within seconds of the start: the client tries again, as an application does. */
const login =
  'for try in 1 2 3 4 5 6 7 8 9 10; do psql -X -A -t -c "$QUERY" "$DATABASE_URL" && exit 0; sleep 3; done; exit 1';

/** From the end of `kubectl apply` to a login over TCP from an allowed namespace. `start`: when apply began, in milliseconds. */
export const followLearnflow = async (
  { namespace, pod }: { readonly namespace: string; readonly pod: string },
  clients: string,
  start: number,
): Promise<Journey> => {
  const steps = new Map<string, number>([['apply', Date.now()]]);
  const secret = await waitFor('the Secret', 120, () =>
    find<{ readonly metadata: { readonly creationTimestamp: string } }>(namespace, 'secret', 'postgres-app'),
  );
  steps.set('Secret there', Date.parse(secret.metadata.creationTimestamp));
  await copySecret(namespace, 'postgres-app', clients);
  const ready = await waitForReady(namespace, pod, 240);
  const condition = (type: string): number =>
    Date.parse(ready.status.conditions?.find((found) => found.type === type)?.lastTransitionTime ?? '');
  steps.set('Pod scheduled', condition('PodScheduled'));
  steps.set('initdb done', Date.parse(containerOf(ready, 'initdb').state.terminated?.finishedAt ?? ''));
  steps.set('Pod ready', condition('Ready'));
  const { code, output } = await runClient(
    { namespace: clients, name: 'learner' },
    ['sh', '-c', login],
    [fromSecret('DATABASE_URL', 'postgres-app', 'uri'), { name: 'QUERY', value: tables }],
  );
  if (code !== 0) throw new Error(`the client of learnflow could not log in: ${output}`);
  steps.set('login', Date.now());
  const seconds = (at: number): number => (at - start) / 1000;
  const lines = [...steps]
    .sort(([, a], [, b]) => a - b)
    .map(([step, at]) => `${seconds(at).toFixed(1).padStart(7)}  ${step}`);
  return {
    report: ['learnflow, seconds since kubectl apply began (Kubernetes notes whole seconds):', ...lines].join('\n'),
    seconds: seconds(Date.now()),
    output,
  };
};
