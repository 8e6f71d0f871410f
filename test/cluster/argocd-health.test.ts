import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argocdAdmin, argocdFile } from './harness/argocd-tool';

/** What Argo CD itself says of an object, with the patch of argocd/argocd-cm.yaml. */
const judge = async (object: Readonly<Record<string, unknown>>): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'pgfleet-health-'));
  try {
    const file = join(folder, 'object.json');
    writeFileSync(file, JSON.stringify(object));
    const cm = argocdFile('argocd-cm.yaml');
    const printed = await argocdAdmin('settings', 'resource-overrides', 'health', file, '--argocd-cm-path', cm);
    return printed.replace(/^STATUS: (.*)\nMESSAGE: (.*)\n$/, '$1: $2');
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const vdb = (status: unknown, spec: unknown = { enabled: true }, metadata: object = {}) => ({
  apiVersion: 'core.delphix.com/v1alpha1',
  kind: 'PostgresVDB',
  metadata: {
    name: 'orders',
    namespace: 'postgres-vdbs-orders',
    generation: 3,
    finalizers: ['postgresvdb.core.delphix.com/finalizer'],
    ...metadata,
  },
  spec,
  ...(status === undefined ? {} : { status }),
});
const condition = (type: string, status: string, more: object = {}) => ({ conditions: [{ type, status, ...more }] });

const waits = 'Progressing: Waits for the operator: neither a phase nor a condition Ready yet';
const off = { enabled: false };

test.each([
  ['has no status yet', undefined, undefined, waits],
  ['has an empty status', {}, undefined, waits],
  ['is ready', condition('Ready', 'True'), undefined, 'Healthy: Ready'],
  ['says nothing of being switched on', condition('Ready', 'True'), {}, 'Healthy: Ready'],
  [
    'is not ready, and says why',
    condition('Ready', 'False', { reason: 'Provisioning', message: 'copies the snapshot' }),
    undefined,
    'Progressing: Not ready: Provisioning: copies the snapshot',
  ],
  ['may be ready', condition('Ready', 'Unknown'), undefined, 'Progressing: Not ready'],
  [
    'is not ready, since it failed',
    condition('Ready', 'False', { reason: 'ProvisioningFailed', message: 'no such source' }),
    undefined,
    'Degraded: Not ready: ProvisioningFailed: no such source',
  ],
  [
    'says that it failed',
    condition('Failed', 'True', { message: 'no engine' }),
    undefined,
    'Degraded: Failed: no engine',
  ],
  ['says that it did not fail', condition('Failed', 'False'), undefined, waits],
  ['has only a phase: pending', { phase: 'Pending' }, undefined, 'Progressing: Phase Pending'],
  ['has only a phase: provisioning', { phase: 'Provisioning' }, undefined, 'Progressing: Phase Provisioning'],
  ['has only a phase: running', { phase: 'Running' }, undefined, 'Healthy: Phase Running'],
  ['has only a phase: failed', { phase: 'Failed', message: 'no space' }, undefined, 'Degraded: Phase Failed: no space'],
  ['has only a phase that nobody knows', { phase: 'Dreaming' }, undefined, 'Progressing: Phase Dreaming'],
  [
    'runs, and is not ready',
    { phase: 'Running', ...condition('Ready', 'False', { reason: 'Restarting' }) },
    undefined,
    'Progressing: Not ready: Restarting',
  ],
  ['is switched off', condition('Ready', 'False'), off, 'Suspended: Switched off: spec.enabled is false'],
  ['is switched off before the operator saw it', undefined, off, 'Suspended: Switched off: spec.enabled is false'],
  ['failed while it is switched off', { phase: 'Failed' }, off, 'Degraded: Phase Failed'],
  [
    'was ready before its last change',
    { observedGeneration: 2, ...condition('Ready', 'True') },
    undefined,
    'Progressing: The operator has not seen the last change yet',
  ],
  [
    'is ready after its last change',
    { observedGeneration: 3, ...condition('Ready', 'True') },
    undefined,
    'Healthy: Ready',
  ],
])('a PostgresVDB that %s', async (_, status, spec, expected) => {
  expect(await judge(vdb(status, spec))).toBe(expected);
});

test('of a PostgresVDB that is being deleted Argo CD itself says so, whatever its status', async () => {
  const deleted = vdb(condition('Ready', 'True'), undefined, { deletionTimestamp: '2026-01-01T00:00:00Z' });
  expect(await judge(deleted)).toBe('Progressing: Pending deletion');
});
