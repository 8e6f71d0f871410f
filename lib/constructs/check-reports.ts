import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import type { Environment, ReportVolume } from '../defaults/environment';
import { reportResources, reportsVolume, scriptsVolume } from './check-jobs';
import type { CheckedServer } from './check-servers';
import { claim } from './claims';
import { jobSpec, keptForLogs } from './job';
import { kubernetesObject } from './kubernetes-object';
import { names } from './names';

/** Until its volume is there; a class that cannot make one is then a Job that failed. */
const deadlineSeconds = 600;

/**
 * Where reports are kept. With `volumeBindingMode: WaitForFirstConsumer` a claim waits for a Pod, and Argo CD calls the environment
 * progressing until the first check of the night: so a Pod that ends at once comes with the claim. Source: argoproj/argo-cd issue 12840.
 */
export const reports = (
  scope: Construct,
  env: Environment,
  server: CheckedServer,
  { size, storageClass }: ReportVolume,
): void => {
  claim(scope, env, {
    name: names.reports(server),
    comment: 'The reports of checks, the newest ones.',
    size,
    storageClass,
  });
  if (server.asleep) return;
  const volume = reportsVolume(server);
  const spec = jobSpec(env, {
    component: 'check',
    account: { name: names.check(env), podLabels: {} },
    steps: [
      {
        script: 'reports-claim.sh',
        image: env.images.tools,
        variables: { PGFLEET_REPORT_DIRECTORY: volume.path },
        volumes: [scriptsVolume(env), volume],
        resources: reportResources,
      },
    ],
    placement: {},
    deadlineSeconds,
    kept: keptForLogs,
  });
  const hash = createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 8);
  kubernetesObject(
    scope,
    'Mounts the claim of reports once: many classes make a volume no earlier. Its name changes with its content, so that it can be applied again.',
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: `${names.reports(server)}-${hash}`, namespace: env.namespace.name },
      spec,
    },
  );
};
