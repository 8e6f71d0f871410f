import { setTimeout as pause } from 'node:timers/promises';
import type { Manifest } from '../../../lib/manifest';
import { type Happening, isClusterScoped, type Pair, worst } from '../../plan/corpus';
import { applyObjects, kubectl, tryKubectl } from './kubectl';
import { createNamespace, uniqueId, uniqueNamespace } from './namespaces';
import { judge } from './plan-judgement';
import { type Placed, place, pruned } from './plan-placement';
import { isSettled, obstacle } from './plan-rollout';
import { type Snapshot, snapshots } from './plan-snapshot';

export interface Observed {
  readonly happens: Happening;
  /** What the API server or the kubelet said against it. */
  readonly words: string;
}

/** Pods at once: the node is shared, and has room for a hundred and ten. */
const atOnce = 26;

/**
 * Applies every pair to the real API server as Argo CD does: the three-way merge of `kubectl apply` (Argo CD calls that very code, unless
 * ServerSideApply is asked for, and our Applications do not), then the removal of what Git no longer has. Many pairs go in one call, since
 * each kubectl costs more than all it sends.
 */
export const observe = async (pairs: readonly Pair[]): Promise<ReadonlyMap<string, Observed>> => {
  const suffix = uniqueId('x').slice(-4);
  const namespaces = {
    running: await createNamespace(uniqueNamespace('running')),
    quiet: await createNamespace(uniqueNamespace('quiet')),
    own: (token: string) => uniqueNamespace(token),
  };
  await noPods(namespaces.quiet);
  const placed = pairs.map((pair, index) => place(pair, index, suffix, namespaces));
  await Promise.all(placed.map((one) => ownNamespaces(one, namespaces.running, namespaces.quiet)));
  const [running, quiet] = [placed.filter(({ pair }) => pair.runs), placed.filter(({ pair }) => !pair.runs)];
  // Those that look into a Pod come first: the kubelet takes a minute to renew mounted files.
  running.sort((a, b) => Number(b.pair.sees !== undefined) - Number(a.pair.sees !== undefined));
  const batches = Array.from({ length: Math.ceil(running.length / atOnce) }, (_, index) =>
    running.slice(index * atOnce, (index + 1) * atOnce),
  );
  const observed = new Map<string, Observed>();
  const read: Reading[] = [];
  try {
    const quietly = run(quiet, observed, read);
    for (const batch of batches) await run(batch, observed, read);
    await quietly;
    await readAgain(read, observed);
  } finally {
    await cleanUp(placed);
  }
  return observed;
};

/** Those that the pair brings, or that it needs for itself; some of them only the merge brings. */
const ownNamespaces = async ({ pair, namespaces }: Placed, ...shared: readonly string[]): Promise<void> => {
  for (const namespace of namespaces.filter((each) => !shared.includes(each))) {
    await createNamespace(namespace);
    if (!pair.runs) await noPods(namespace);
  }
};

const noPods = (namespace: string): Promise<string> =>
  applyObjects({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'no-pods', namespace },
    spec: { hard: { pods: '0' } },
  });

/** What a Pod read before the change. */
interface Reading {
  readonly one: Placed;
  readonly pod: string;
  readonly text: string;
  readonly since: number;
}

const run = async (batch: readonly Placed[], observed: Map<string, Observed>, read: Reading[]): Promise<void> => {
  const refused = await applyAll(batch.map((one) => [one, one.before]));
  if (refused.size > 0) throw new Error(`no pair can begin so:\n${[...refused.values()].join('\n')}`);
  await settle(batch, 'before');
  const first = await snapshots(batch, { objects: true });
  for (const one of batch) await look(one, first.get(one), read);
  const words = await applyAll(batch.map((one) => [one, one.after]));
  await prune(batch.map((one) => pruned(one.before, one.after)));
  const blocked = new Map(await settle(batch, 'after'));
  const next = await snapshots(batch, { objects: true });
  const last = (await further(batch, blocked)) ? await snapshots(batch, { objects: true }) : next;
  for (const one of batch) {
    const [begin, middle, end] = [required(first.get(one)), required(next.get(one)), required(last.get(one))];
    // A Pod that the test itself made anew is no restart.
    const verdicts: Happening[] = [
      one.later === 'restart' ? judge(begin, { ...end, pods: middle.pods }) : judge(begin, end),
    ];
    if (words.has(one)) verdicts.push('refused');
    if (blocked.has(one)) verdicts.push('start-fails');
    observed.set(one.pair.id, {
      happens: worst(verdicts),
      words: [words.get(one), blocked.get(one)].filter((text) => text !== undefined).join('; '),
    });
  }
  // The Pods make room for the next ones; those that will be read again stay.
  await remove(
    batch
      .filter(({ pair }) => pair.runs && pair.sees === undefined)
      .flatMap(({ before, after }) => [...before, ...after]),
  );
};

const namespaceOf = ({ namespaces }: Placed): string => namespaces[0] ?? '';

const required = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a pair without a snapshot');
  return value;
};

const look = async (one: Placed, snapshot: Snapshot | undefined, read: Reading[]): Promise<void> => {
  const pod = snapshot?.pods[0]?.metadata.name;
  if (one.pair.sees === undefined || pod === undefined) return;
  const text = await kubectl(['exec', pod, '-n', namespaceOf(one), '--', ...one.pair.sees]);
  read.push({ one, pod, text, since: Date.now() });
};

/** What the change leads to: a further merge, or Pods that are made anew as on another node. */
const further = async (batch: readonly Placed[], blocked: Map<Placed, string>): Promise<boolean> => {
  const going = batch.filter(({ later }) => later !== undefined);
  if (going.length === 0) return false;
  const now = await snapshots(going, { objects: false });
  for (const one of going)
    if (one.later === 'restart')
      for (const pod of now.get(one)?.pods ?? [])
        await kubectl(['delete', 'pod', pod.metadata.name, '-n', namespaceOf(one), '--wait=false']);
  const merges = going.flatMap((one) => (typeof one.later === 'object' ? [[one, one.later] as const] : []));
  await applyAll(merges);
  await prune(merges.map(([one, later]) => pruned(one.after, later)));
  for (const [one, why] of await settle(going, 'later')) blocked.set(one, why);
  return true;
};

type Merge = readonly [Placed, readonly Manifest[]];

/** What was refused, in the words of the API server. Several kubectl side by side, since each sends fifty requests a second at most. */
const applyAll = async (all: readonly Merge[]): Promise<ReadonlyMap<Placed, string>> => {
  const lanes = Array.from({ length: 4 }, (_, lane) => all.filter((_one, index) => index % 4 === lane));
  const refused = await Promise.all(lanes.map((lane) => applyTogether(lane)));
  return new Map(refused.flatMap((some) => [...some]));
};

/**
 * `kubectl apply` of all objects in one call. kubectl's own validation is off: a mistake that it sees keeps back all other objects of the
 * call. The server judges each by itself.
 */
const applyTogether = async (all: readonly Merge[]): Promise<ReadonlyMap<Placed, string>> => {
  // A Namespace comes before what is in it.
  const items = all.flatMap(([, manifests]) => manifests).sort((a, b) => order(a) - order(b));
  if (items.length === 0) return new Map();
  const { code, stderr } = await tryKubectl(['apply', '-f', '-', '--validate=ignore'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    timeoutSeconds: 300,
  });
  if (code === 0) return new Map();
  const blocks = stderr
    .split(/^(?=The |Error from server|error: |Warning: )/m)
    .filter((text) => !text.startsWith('Warning'));
  const refused = all.flatMap(([one]) => {
    const mine = blocks.filter((text) => text.includes(one.token));
    return mine.length === 0 ? [] : [[one, mine.join('\n').trim().replaceAll(one.token, 'orders')] as const];
  });
  if (refused.length === 0) throw new Error(`kubectl apply: ${stderr}`);
  return new Map(refused);
};

const order = ({ kind }: Manifest): number => (kind === 'Namespace' ? 0 : 1);

const prune = async (all: readonly (readonly Manifest[])[]): Promise<void> => remove(all.flat());

/** In the foreground, as Argo CD does it. */
const remove = async (objects: readonly Manifest[]): Promise<void> => {
  if (objects.length === 0) return;
  await kubectl(['delete', '-f', '-', '--wait=false', '--ignore-not-found', '--cascade=foreground'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    timeoutSeconds: 120,
  });
};

/** How long a Pod may give the same reason for not starting until it counts, in milliseconds. */
const patience = 6000;

/** Waits until controllers have done what they will do, or Pods say why they do not start: those. */
const settle = async (batch: readonly Placed[], moment: string): Promise<ReadonlyMap<Placed, string>> => {
  const [blocked, since] = [new Map<Placed, string>(), new Map<Placed, number>()];
  const end = Date.now() + 150_000;
  let open = batch;
  while (open.length > 0) {
    const now = await snapshots(open, { objects: false });
    open = open.filter((one) => {
      const snapshot = required(now.get(one));
      if (!claimsSettled(snapshot) || (one.pair.runs && !isSettled(snapshot))) {
        const why = one.pair.runs && moment !== 'before' ? obstacle(snapshot) : undefined;
        if (why === undefined) return true;
        since.set(one, since.get(one) ?? Date.now());
        if (Date.now() - (since.get(one) ?? 0) < patience) return true;
        blocked.set(one, why);
      }
      return false;
    });
    if (Date.now() > end)
      throw new Error(`${moment}: not settled: ${open.map(({ pair, token }) => `${pair.id} (${token})`).join(', ')}`);
    if (open.length > 0) await pause(1000);
  }
  return blocked;
};

/** Claims of the classes of the tier are bound; one that goes with its owner is on its way. */
const claimsSettled = ({ claims, objects, pods }: Snapshot): boolean => {
  const owners = new Set([...objects, ...pods].map(({ metadata }) => metadata.uid));
  return claims.every(({ metadata, spec, status }) => {
    if (metadata.deletionTimestamp !== undefined) return true;
    const bound = status?.phase === 'Bound' || !['growing', 'standard'].includes(String(spec?.storageClassName));
    return bound && (metadata.ownerReferences ?? []).every(({ uid }) => owners.has(uid));
  });
};

/** Mounted files follow within this time, in milliseconds: the kubelet looks once a minute, and a cache lies between. */
const kubeletPeriod = 130_000;

/** Whether Pods that go on as they are read the new value by now. */
const readAgain = async (read: readonly Reading[], observed: Map<string, Observed>): Promise<void> => {
  let open = read.filter(({ one }) => observed.get(one.pair.id)?.happens === 'in-place' && !one.pair.same);
  for (;;) {
    const now = await Promise.all(
      open.map(({ one, pod }) => kubectl(['exec', pod, '-n', namespaceOf(one), '--', ...(one.pair.sees ?? [])])),
    );
    open = open.filter(({ text }, index) => now[index] === text);
    if (open.every(({ since }) => Date.now() - since > kubeletPeriod)) break;
    await pause(3000);
  }
  for (const { one, text } of open)
    observed.set(one.pair.id, { happens: 'not-picked-up', words: `still ${text.trim()}` });
};

/** What lies outside the namespaces of the tier. */
const cleanUp = async (placed: readonly Placed[]): Promise<void> => {
  if (process.env.KEEP === '1') return;
  await remove(placed.flatMap(({ before, after }) => [...before, ...after]).filter(isClusterScoped));
};
