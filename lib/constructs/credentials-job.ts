import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import { remembering } from '../remember';
import { addConfigMap } from './config-map';
import { credentialsPod } from './credentials-pod';
import { credentialsTasks, taskFiles, taskScripts } from './credentials-tasks';
import { kubernetesObject } from './kubernetes-object';
import type { LoginEnvironment } from './logins';
import { names } from './names';
import { accountWithRights } from './rights';
import { scripts } from './scripts';

/**
 * Makes Secrets once, inside the cluster, and never changes them again: its account may create Secrets and do nothing else, so a Secret
 * that exists is left alone. A plain Job, never a hook and in no early wave: its account must exist first, and a wrong image in it must not
 * keep Argo CD from the commit that repairs it. The Pod of the database waits for the Secret.
 */
export class CredentialsJob extends Construct {
  constructor(scope: Construct, id: string, env: LoginEnvironment) {
    super(scope, id);
    const tasks = credentialsTasks(env);
    if (tasks.length === 0) return;
    const metadata = { name: names.credentials(env), namespace: env.namespace.name };
    const what = tasks.map(({ makes }) => makes).join(' and ');
    const data = taskFiles(tasks);

    accountWithRights(this, env, `The account of the Job that generates ${what}.`, {
      name: metadata.name,
      comment: 'Creating Secrets: no reading, no changing. A right to create cannot be narrowed to a name.',
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }],
      to: 'Gives that right to the account of the Job.',
    });
    kubernetesObject(this, 'The Secrets that the Job makes, without what is secret about them.', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data,
    });
    // A database has them among its own.
    if (env.kind === 'vdb')
      addConfigMap(
        this,
        env,
        names.credentialsScripts(env),
        'What the Job runs; the same in every environment of VDBs.',
        Object.fromEntries(taskScripts(tasks).map((script) => [script, scripts()[script] ?? ''])),
      );
    const template = credentialsPod(env, tasks);
    kubernetesObject(
      this,
      `Generates ${what}, once. Its name changes with its content, so that it can be applied again.`,
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { ...metadata, name: `${metadata.name}-${hash([template, around(env)], data, taskScripts(tasks))}` },
        spec: {
          // A failed Job is made anew by the next change of its content. No TTL: one that is gone would be made anew as well.
          activeDeadlineSeconds: 600,
          backoffLimit: 6,
          completions: 1,
          parallelism: 1,
          template,
        },
      },
    );
  }
}

/** What else may keep it from its work: repaired there, it is made anew, and finds the Secrets that exist. */
const around = ({ apiServer, quota, namespace }: Environment) => [apiServer, quota, namespace.create];

/** Eight hexadecimal digits of a hash of everything that the Job does, as part of its name. */
const hash = (template: object, data: object, scriptNames: readonly string[]): string =>
  createHash('sha256')
    .update(`[${JSON.stringify(template)},${JSON.stringify(data)},${scriptNames.map((name) => quoted(name))}]`)
    .digest('hex')
    .slice(0, 8);

/** The scripts are the same for all environments, and quoting them took half of the time of the hash. */
const quoted = remembering((name: string) => JSON.stringify(scripts()[name] ?? ''), 3);
