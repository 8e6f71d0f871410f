import { setTimeout as pause } from 'node:timers/promises';
import { type Cluster, type Problem, placeOf, problemOf } from './kubectl';
import { startUntil } from './programs';

export interface Forwarding {
  readonly localPort: number;
  readonly stop: () => Promise<void>;
}

/** For the API server to open the tunnel, in seconds. */
const patienceSeconds = 30;

/** For the farewell of a client to travel through it, in milliseconds: else the server logs a connection that was reset. */
const farewell = 200;

/** A free port of the loopback interface that leads to the port of a Pod. */
export const forwardPort = async (cluster: Cluster, object: string, port: number): Promise<Forwarding | Problem> => {
  const args = ['port-forward', object, `:${port}`, '--address', '127.0.0.1', '--pod-running-timeout=10s'];
  const started = await startUntil(
    'kubectl',
    [...args, ...placeOf(cluster)],
    /^Forwarding from 127\.0\.0\.1:([0-9]+) /m,
    patienceSeconds,
  );
  if ('match' in started) {
    const { match, stop } = started;
    return { localPort: Number(match[1]), stop: () => pause(farewell).then(stop) };
  }
  return 'stderr' in started ? problemOf(started.stderr, cluster) : started;
};
