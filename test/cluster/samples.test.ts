import { join } from 'node:path';
import { runJob, waitForFirstBackup } from './harness/backup';
import { checkout, samples } from './harness/checkout';
import { type Deployment, foreignDeployment } from './harness/foreign-deployment';
import { find, get, kubectl, list, tryKubectl } from './harness/kubectl';
import { followLearnflow, type Journey } from './harness/learnflow-journey';
import { useCluster } from './harness/lifecycle';
import { adoptNamespace, createNamespace } from './harness/namespaces';
import { createAuthority, createBootstrapKeys, createKeys } from './harness/object-storage';
import { type Pod, waitForReady } from './harness/pod';
import { applyArguments, copySamples, manifestsOf, synth } from './harness/project';
import { query } from './harness/psql';
import { quantity } from './harness/quantity';
import { releaseSamples, takeSamples } from './harness/sample-lock';
import { applyAgain } from './harness/second-apply';
import { waitFor, when } from './harness/wait';

useCluster();

const backend = 'backend';
const shared = 'feaf-dashboard';

/** What is made from the backups of another sample comes after that. */
const copies: Readonly<Record<string, string>> = { preview: 'production' };

interface Sample {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly pod: string;
  readonly database: string;
}

/** Where a sample lives, read from its committed StatefulSet. */
const sample = (id: string): Sample => {
  const statefulSet = manifestsOf(checkout, id).find(({ kind }) => kind === 'StatefulSet');
  if (statefulSet === undefined) throw new Error(`dist/${id} has no StatefulSet`);
  const variable = JSON.stringify(statefulSet).match(/"name":"PGFLEET_DATABASE","value":"([^"]+)"/)?.[1] ?? '';
  const { name, namespace = '' } = statefulSet.metadata;
  return { id, namespace, name, pod: `${name}-0`, database: variable };
};

/** A server that somebody else runs has nothing here but checks: argocd-samples.test.ts and check-external.test.ts have it. */
const all = samples()
  .filter((id) => manifestsOf(checkout, id).some(({ kind }) => kind === 'StatefulSet'))
  .map(sample);
const learnflow = sample('learnflow');
const feaf = sample(shared);

/** The samples on the S3 service of this tier: besides its address and the names of its Secrets only requests of CPU differ. */
let root: string;
const warnings = new Map<string, string>();
let foreignBefore: Deployment;
let journey: Promise<Journey | Error>;

beforeAll(async () => {
  await takeSamples();
  root = copySamples();
  await synth({ root });
  await createNamespace(backend);
  for (const { namespace, name } of all) {
    await createNamespace(namespace);
    await createKeys(namespace);
    await createAuthority(namespace);
    await createBootstrapKeys(namespace, name);
  }
  foreignBefore = await foreignDeployment.create(shared);
  const applySample = async ({ id, namespace }: Sample): Promise<void> => {
    const { code, stdout, stderr } = await tryKubectl(applyArguments(root, id), { cwd: root });
    if (code !== 0) throw new Error(`apply of ${id}: ${stdout}${stderr}`);
    warnings.set(id, stderr);
    // The Namespace of the sample took the mark of the tier away.
    await adoptNamespace(namespace);
  };
  // learnflow is timed while the others come up beside it.
  const start = Date.now();
  await applySample(learnflow);
  journey = followLearnflow(learnflow, backend, start).catch((error: Error) => error);
  for (const other of all.filter(({ id }) => id !== learnflow.id && copies[id] === undefined)) await applySample(other);
  for (const copy of all.filter(({ id }) => copies[id] !== undefined)) {
    await waitForFirstBackup({ ...sample(copies[copy.id] ?? ''), root });
    await applySample(copy);
  }
});

afterAll(releaseSamples);

test('learnflow goes from apply to a login that sees its six tables in less than five minutes', async () => {
  const end = await journey;
  if (end instanceof Error) throw end;
  process.stderr.write(`${end.report}\n`);
  expect(end.output.trim().split('\n').at(-1)).toBe('curriculum exercises progress struggle_alerts submissions users');
  expect(end.seconds).toBeLessThan(300);
});

test.each(all)(
  '$id comes up under Pod Security restricted, with checksums',
  async ({ id, namespace, pod, database }) => {
    await waitForReady(namespace, pod, 240);
    const labels = (await get<{ metadata: { labels: Record<string, string> } }>('default', 'namespace', namespace))
      .metadata.labels;
    expect(labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
    expect(warnings.get(id)).not.toMatch(/warning/i);
    const events = await list<{ message: string }>(namespace, 'events');
    expect(events.filter(({ message }) => /PodSecurity/.test(message))).toEqual([]);
    expect(await query({ namespace, pod }, 'SHOW data_checksums', database)).toBe('on');
  },
);

test('all samples together request at most 2 CPU and 6Gi', () => {
  const requests = (container: { resources?: { requests?: Record<string, string> } }, what: string): number =>
    quantity(container.resources?.requests?.[what] ?? 0);
  const sum = (what: string): number =>
    samples()
      .flatMap((id) => manifestsOf(checkout, id))
      .filter(({ kind }) => kind === 'StatefulSet' || kind === 'Job')
      .map((workload) => JSON.parse(JSON.stringify(workload)).spec.template.spec)
      .reduce((total, { containers, initContainers = [] }) => {
        const together = containers.reduce((all: number, container: object) => all + requests(container, what), 0);
        return total + Math.max(together, ...initContainers.map((container: object) => requests(container, what)));
      }, 0);
  expect(sum('cpu')).toBeGreaterThan(0.5);
  expect(sum('cpu')).toBeLessThanOrEqual(2);
  expect(sum('memory')).toBeLessThanOrEqual(6 * 1024 ** 3);
});

const withFirstBackup = all.filter(({ id }) =>
  manifestsOf(checkout, id).some(({ kind, metadata }) => kind === 'Job' && /-backup-initial-/.test(metadata.name)),
);

test.each(withFirstBackup)('$id has its first backup', (of) => waitForFirstBackup({ ...of, root }));

const dumped = all.filter(({ id }) =>
  manifestsOf(checkout, id).some(({ kind, metadata }) => kind === 'CronJob' && metadata.name.endsWith('-dump')),
);

test.each(dumped)('$id can be dumped', async (of) => {
  const { succeeded, log } = await runJob({ ...of, root }, 'dump', 'dump-by-hand');
  expect(`${succeeded}\n${log}`).toMatch(/^true\n/);
});

test('a second apply changes nothing and runs no Job again', async () => {
  const uids = async (): Promise<readonly string[]> => {
    const found = await Promise.all(
      all.map(({ namespace }) => list<{ metadata: { uid: string } }>(namespace, 'job,pod,statefulset,secret')),
    );
    return found.flat().map(({ metadata }) => metadata.uid);
  };
  for (const { namespace } of all.filter(({ namespace }) => namespace !== shared))
    await waitFor(`the Jobs of ${namespace}`, 60, async () =>
      when(!(await list<Pod>(namespace, 'pod')).some(({ status }) => status.phase === 'Pending')),
    );
  const before = await uids();
  for (const { id } of all) expect([id, await applyAgain(root, id)]).toEqual([id, { changed: [], diff: '' }]);
  expect(await uids()).toEqual(before);
});

test('a foreign Deployment in the namespace of feaf-dashboard is untouched, and its Pod logs in', async () => {
  expect(await foreignDeployment.observe(shared)).toEqual(foreignBefore);
  const uri = Buffer.from(
    (await get<{ data: Record<string, string> }>(shared, 'secret', 'feaf-postgres-app')).data.uri ?? '',
    'base64',
  ).toString();
  const seen = await waitFor('a login of the foreign Pod', 60, async () => {
    const psql = ['psql', '-X', '-A', '-t', '-c', 'SELECT current_user, current_database()', uri];
    const outcome = await tryKubectl(['exec', `deployment/${foreignDeployment.name}`, '-n', shared, '--', ...psql]);
    return outcome.code === 0 ? outcome.stdout.trim() : undefined;
  });
  expect(seen).toBe('feaf_user|feaf');
});

test('deleting all objects of feaf-dashboard leaves the namespace and the foreign Deployment', async () => {
  await kubectl(['delete', '-f', join('dist', shared), '--timeout=120s'], { cwd: root, timeoutSeconds: 150 });
  await waitFor('the database Pod to go', 120, async () => when((await find(shared, 'pod', feaf.pod)) === undefined));
  expect(await foreignDeployment.observe(shared)).toEqual(foreignBefore);
  const namespace = await get<{ status: { phase: string } }>('default', 'namespace', shared);
  expect(namespace.status.phase).toBe('Active');
});
