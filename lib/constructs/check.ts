import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import type { ActiveChecks, CheckLevel, Environment } from '../defaults/environment';
import { checkFiles } from './check-files';
import { checkWork } from './check-jobs';
import { reports } from './check-reports';
import { cronJobSpec, jobSpec } from './job';
import { kubernetesObject } from './kubernetes-object';
import { names } from './names';
import { checkScripts } from './scripts';

/** After everything is synced and healthy; the one of before goes when the next one comes. Source: Argo CD docs, resource hooks. */
const afterSync = {
  'argocd.argoproj.io/hook': 'PostSync',
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
};

/** Checks of the data: what they read, who they are, when they run, and where their reports stay. */
export class Checks extends Construct {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id);
    const { checks } = env;
    if (checks.level === 'none') return;
    const files = checkFiles(checks);
    this.account(env);
    const configMap = (name: string, comment: string, data: Readonly<Record<string, string>>) =>
      kubernetesObject(this, comment, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: env.namespace.name },
        data,
      });
    configMap(names.checks(env), 'What checks are about. A change restarts nothing.', files);
    configMap(names.checkScripts(env), 'What checks run; the same in every environment.', checkScripts());
    if (checks.report !== undefined) reports(this, env, checks.report);
    this.scheduled(env, checks, names.check(env), checks.schedule, checks.level);
    if (checks.fullSchedule !== undefined)
      this.scheduled(env, checks, `${names.check(env)}-full`, checks.fullSchedule, 'full');
    if (checks.onSync !== undefined && !env.suspended) this.afterSync(env, checks, checks.onSync, files);
  }

  /** Not by serviceAccount(): a check needs no workload identity. */
  private account(env: Environment): void {
    const metadata = { name: names.check(env), namespace: env.namespace.name };
    kubernetesObject(this, 'The account of checks. Its token is in the container of the report only.', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
      automountServiceAccountToken: false,
    });
    kubernetesObject(
      this,
      env.kind === 'database'
        ? 'Telling findings as Events, and reading the one object that they are about.'
        : 'Telling findings as Events.',
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata,
        rules: [
          { apiGroups: [''], resources: ['events'], verbs: ['create'] },
          ...(env.kind === 'database'
            ? [{ apiGroups: ['apps'], resources: ['statefulsets'], resourceNames: [env.name], verbs: ['get'] }]
            : []),
        ],
      },
    );
    kubernetesObject(this, 'Gives that right to the account of checks.', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: metadata.name, namespace: metadata.namespace }],
    });
  }

  private scheduled(env: Environment, checks: ActiveChecks, name: string, schedule: string, level: CheckLevel): void {
    kubernetesObject(this, `Judges the data itself, level ${level}, and reports what it found.`, {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name, namespace: env.namespace.name },
      spec: cronJobSpec(env, { schedule, timeZone: checks.timeZone }, checkWork(env, checks, level, 'scheduled')),
    });
  }

  private afterSync(
    env: Environment,
    checks: ActiveChecks,
    level: CheckLevel,
    files: Readonly<Record<string, string>>,
  ): void {
    const spec = jobSpec(env, checkWork(env, checks, level, 'sync'));
    const hash = createHash('sha256')
      .update(JSON.stringify([spec, files]))
      .digest('hex')
      .slice(0, 8);
    kubernetesObject(
      this,
      `A check of level ${level} after every sync of Argo CD. Its name changes with its content, so that it can be applied again.`,
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          name: `${names.check(env)}-sync-${hash}`,
          namespace: env.namespace.name,
          annotations: afterSync,
        },
        spec,
      },
    );
  }
}
