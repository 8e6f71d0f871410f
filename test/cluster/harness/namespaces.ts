import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { applyObjects, find, kubectl } from './kubectl';
import { waitFor, when } from './wait';

/** Marks what this tier made, so that it deletes nothing else. */
const marker = 'pgfleet.dev/cluster-tier';

/** Every Pod of the tier, clients and foreign workloads too, passes Pod Security `restricted`. */
const restricted = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};

const made = new Set<string>();

/** Namespaces of this test file, for its diagnosis. */
export const ownNamespaces = (): readonly string[] => [...made];

const suffix = randomBytes(3).toString('hex');

/** A namespace name that no other file, run or sample uses. */
export const uniqueNamespace = (purpose: string): string => {
  const file = basename(expect.getState().testPath ?? 'test').replace('.test.ts', '');
  return `tier-${file}-${purpose}-${suffix}`.toLowerCase();
};

/** A name that no other file or run has. */
export const uniqueId = (purpose: string): string => `${purpose}-${suffix}`;

/** Makes a namespace for clients or foreign workloads; it goes at the end of the file. */
export const createNamespace = async (name: string, labels: Readonly<Record<string, string>> = {}): Promise<string> => {
  await refuseForeign(name);
  await applyObjects({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...restricted, ...labels, [marker]: 'true' } },
  });
  made.add(name);
  return name;
};

/** Takes a namespace that an environment brings into the clean-up. */
export const adoptNamespace = async (name: string): Promise<void> => {
  made.add(name);
  await kubectl(['label', 'namespace', name, `${marker}=true`, '--overwrite']);
};

/** Waits for what an earlier run left; fails where somebody else has a namespace of that name. */
export const refuseForeign = async (name: string): Promise<void> => {
  const existing = await find<{ metadata: { labels?: Record<string, string>; deletionTimestamp?: string } }>(
    'default',
    'namespace',
    name,
  );
  if (existing === undefined) return;
  const { labels, deletionTimestamp } = existing.metadata;
  // One that is going, whoever made it, is waited for and not deleted.
  if (deletionTimestamp === undefined) {
    if (labels?.[marker] !== 'true')
      throw new Error(`namespace ${name} exists and is not of this tier: it needs a cluster of its own`);
    await kubectl(['delete', 'namespace', name, '--wait=false']);
  }
  await waitFor(`namespace ${name} of an earlier run to go`, 180, async () =>
    when((await find('default', 'namespace', name)) === undefined),
  );
};

export const deleteOwnNamespaces = async (): Promise<void> => {
  if (made.size > 0) await kubectl(['delete', 'namespace', ...made, '--ignore-not-found', '--wait=false']);
};
