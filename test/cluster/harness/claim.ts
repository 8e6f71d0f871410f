import { clientPodSpec } from './client';
import { applyObjects, find, kubectl } from './kubectl';
import { log, type Pod } from './pod';
import type { TestEnvironment } from './project';
import { waitFor, when } from './wait';

/** The output of a program in a Pod of the database's user that mounts the claim as /volume. */
const inClaim = async (namespace: string, claim: string, command: readonly string[]): Promise<string> => {
  const spec = clientPodSpec(command);
  const [container] = spec.containers;
  await applyObjects({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `look-${claim}`, namespace },
    spec: {
      ...spec,
      securityContext: { ...spec.securityContext, runAsUser: 999, runAsGroup: 999, fsGroup: 999 },
      containers: [{ ...container, volumeMounts: [{ name: 'volume', mountPath: '/volume', readOnly: true }] }],
      volumes: [{ name: 'volume', persistentVolumeClaim: { claimName: claim } }],
    },
  });
  await waitFor(`the look at claim ${claim}`, 60, async () =>
    when((await find<Pod>(namespace, 'pod', `look-${claim}`))?.status.phase === 'Succeeded'),
  );
  const text = await log(namespace, `look-${claim}`, 'client');
  await kubectl(['delete', 'pod', `look-${claim}`, '-n', namespace]);
  return text;
};

/** Everything that a claim holds. */
export const listClaim = async (namespace: string, claim: string): Promise<readonly string[]> => {
  const command = ['find', '/volume', '-mindepth', '1', '-not', '-name', 'lost+found'];
  const text = await inClaim(namespace, claim, command);
  return text.trim() === '' ? [] : text.trim().split('\n');
};

/** The files in the folder of a claim, with what they hold. */
export const readClaim = async (namespace: string, claim: string): Promise<Readonly<Record<string, string>>> => {
  const script = `set -euo pipefail; cd /volume
    for file in *; do [[ ! -f $file ]] || jq -Rs --arg file "$file" '{($file): .}' -- "$file"; done | jq -cs 'add // {}'`;
  return JSON.parse(await inClaim(namespace, claim, ['bash', '-c', script]));
};

/** The database Pod and its claim are destroyed, as by a mistake or a broken disk; returns when the claim is gone. */
export const destroyDatabase = async ({ namespace, pod, name }: TestEnvironment, generation = 1): Promise<void> => {
  const claim = `${name}-data-${generation}`;
  await kubectl(['delete', 'pvc', claim, '-n', namespace, '--wait=false']);
  await kubectl(['delete', 'pod', pod, '-n', namespace, '--wait=false']);
  await waitFor(`claim ${claim} to go`, 120, async () => when((await find(namespace, 'pvc', claim)) === undefined));
};
