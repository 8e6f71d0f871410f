import { Construct } from 'constructs';
import type { ActiveChecks, CheckLevel, Environment } from '../defaults/environment';
import { checkFiles } from './check-files';
import { checkWork } from './check-jobs';
import { reports } from './check-reports';
import { cronJobSpec } from './job';
import { kubernetesObject } from './kubernetes-object';
import { names } from './names';
import { checkScripts } from './scripts';

/** Checks of the data: what they read, who they are, when they run, and where their reports stay. */
export class Checks extends Construct {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id);
    const { checks } = env;
    if (checks.level === 'none') return;
    this.account(env);
    const configMap = (name: string, comment: string, data: Readonly<Record<string, string>>) =>
      kubernetesObject(this, comment, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: env.namespace.name },
        data,
      });
    configMap(names.checks(env), 'What checks are about. A change restarts nothing.', checkFiles(checks));
    configMap(names.checkScripts(env), 'What checks run; the same in every environment.', checkScripts());
    if (checks.report !== undefined) reports(this, env, checks.report);
    this.scheduled(env, checks, names.check(env), checks.schedule, checks.level);
    if (checks.fullSchedule !== undefined)
      this.scheduled(env, checks, `${names.check(env)}-full`, checks.fullSchedule, 'full');
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
}
