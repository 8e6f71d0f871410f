import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './harness/checkout';
import { find, list } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { refuseForeign } from './harness/namespaces';
import { attempt, run } from './harness/process';
import { cloneCheckout } from './harness/project';
import { releaseSamples, takeSamples } from './harness/sample-lock';
import { waitFor, when } from './harness/wait';

useCluster();

const namespace = 'postgres-dev';
let copy: string;

beforeAll(async () => {
  await takeSamples();
  await refuseForeign(namespace);
  copy = await cloneCheckout();
});

afterAll(async () => {
  // Waits, since the next file with the samples needs the name.
  await run('kubectl', ['delete', 'namespace', namespace, '--ignore-not-found'], { timeoutSeconds: 180 });
  releaseSamples();
});

/** The commands of docs/quickstart.md in their order; blocks marked `no-test` make and delete a local cluster. */
const commands = (text: string): string =>
  [...text.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '').join('\n');

/** What section 6 asks the reader to write. */
const change = (values: string): string =>
  values.replace(/^database:\n/m, 'database:\n  parameters: {work_mem: 8MB}\n');

test('docs/quickstart.md works command by command and leaves nothing behind', async () => {
  const text = readFileSync(join(checkout, 'docs', 'quickstart.md'), 'utf8');
  const [until = '', from = ''] = text.split(/^(?=## 6)/m);
  expect(commands(until)).toMatch(/npm run synth[\s\S]*kubectl apply[\s\S]*psql/);
  expect(commands(from)).toMatch(/npm run synth[\s\S]*kubectl apply[\s\S]*kubectl delete namespace/);
  const values = join(copy, 'environments', 'dev', 'values.yaml');
  const bash = (script: string) =>
    attempt('bash', ['-euo', 'pipefail', '-c', script], { cwd: copy, timeoutSeconds: 400 });

  const first = await bash(commands(until));
  expect(`${first.code}\n${first.stdout}${first.stderr}`).toMatch(/^0\n/);
  // `git status --short dist` printed nothing, and both ways in led to the database.
  expect((await run('git', ['status', '--short', 'dist'], { cwd: copy })).trim()).toBe('');
  expect(first.stdout).toMatch(/shop +\| PostgreSQL 17/);
  expect(first.stdout).toMatch(/public \| hello \| table \| shop/);

  writeFileSync(values, change(readFileSync(values, 'utf8')));
  const second = await bash(commands(from));
  expect(`${second.code}\n${second.stdout}${second.stderr}`).toMatch(/^0\n/);
  expect((await run('git', ['diff', '--numstat', 'dist'], { cwd: copy })).trim().split('\n')).toHaveLength(1);

  expect(await find('default', 'namespace', namespace)).toBeUndefined();
  await waitFor('the volumes to be released', 60, async () => {
    const volumes = await list<{ spec: { claimRef?: { namespace: string } } }>('default', 'persistentvolume');
    return when(!volumes.some(({ spec }) => spec.claimRef?.namespace === namespace));
  });
});
