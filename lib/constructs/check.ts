import { Construct } from 'constructs';
import type { ActiveChecks, CheckLevel, Environment } from '../defaults/environment';
import { checkFiles } from './check-files';
import { checkWork } from './check-jobs';
import { reports } from './check-reports';
import { type CheckedServer, checkedServers } from './check-servers';
import { addConfigMap } from './config-map';
import { cronJobSpec } from './job';
import { kubernetesObject } from './kubernetes-object';
import { names } from './names';
import { accountWithRights } from './rights';
import { checkScripts } from './scripts';

/** Checks of the data: what they read, who they are, when they run, and where their reports stay. */
export class Checks extends Construct {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id);
    const { checks } = env;
    if (checks.level === 'none') return;
    this.account(env);
    addConfigMap(this, env, names.checks(env), 'What checks are about. A change restarts nothing.', checkFiles(checks));
    addConfigMap(this, env, names.checkScripts(env), 'What checks run; the same in every environment.', checkScripts());
    for (const server of checkedServers(env)) {
      if (checks.report !== undefined) reports(this, env, server, checks.report);
      this.scheduled(env, server, checks, names.check(server), checks.schedule, checks.level);
      if (checks.fullSchedule !== undefined)
        this.scheduled(env, server, checks, `${names.check(server)}-full`, checks.fullSchedule, 'full');
    }
  }

  private account(env: Environment): void {
    const workload = { apiGroups: ['apps'], resources: ['statefulsets'], resourceNames: [env.name], verbs: ['get'] };
    const ours = env.kind === 'database';
    accountWithRights(this, env, 'The account of checks. Its token is in the container of the report only.', {
      name: names.check(env),
      comment: ours
        ? 'Telling findings as Events, and reading the one object that they are about.'
        : 'Telling findings as Events.',
      rules: [{ apiGroups: [''], resources: ['events'], verbs: ['create'] }, ...(ours ? [workload] : [])],
      to: 'Gives that right to the account of checks.',
    });
  }

  private scheduled(
    env: Environment,
    server: CheckedServer,
    checks: ActiveChecks,
    name: string,
    schedule: string,
    level: CheckLevel,
  ): void {
    kubernetesObject(this, `Judges the data itself, level ${level}, and reports what it found.`, {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name, namespace: env.namespace.name },
      spec: cronJobSpec(
        env,
        { schedule, timeZone: checks.timeZone, asleep: server.asleep },
        checkWork(env, server, checks, level, 'scheduled'),
      ),
    });
  }
}
