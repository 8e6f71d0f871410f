import { Construct } from 'constructs';
import type { Credentials as Source } from '../defaults/environment';
import { connection } from './connection';
import { CredentialsJob } from './credentials-job';
import { kubernetesObject } from './kubernetes-object';
import { type Login, type LoginEnvironment, loginsOf } from './logins';
import { labels, names } from './names';
import { rights } from './rights';

/** The Secret with the password of each server, by one of four ways, and who else may read it. No password passes through here. */
export class Credentials extends Construct {
  constructor(scope: Construct, id: string, env: LoginEnvironment) {
    super(scope, id);
    new CredentialsJob(this, 'job', env);
    for (const login of loginsOf(env)) {
      const source = login.credentials;
      if (source.source === 'externalSecret') this.externalSecret(env, login, source);
      if (source.source === 'sealedSecret') this.sealedSecret(env, login, source);
      if (source.readers.length > 0) this.readers(env, login);
    }
  }

  private externalSecret(
    env: LoginEnvironment,
    login: Login,
    source: Source & { readonly source: 'externalSecret' },
  ): void {
    const { key, property } = source.remote;
    kubernetesObject(this, 'The password comes from an external store, by External Secrets.', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: source.secret, namespace: env.namespace.name },
      spec: {
        refreshInterval: source.refreshInterval,
        secretStoreRef: source.store,
        target: {
          name: source.secret,
          // Orphan: the Secret outlives this object, since the data is worth nothing without it.
          creationPolicy: 'Orphan',
          deletionPolicy: 'Retain',
          template: { engineVersion: 'v2', metadata: { labels: labels(env) }, data: templated(login) },
        },
        data: [{ secretKey: 'password', remoteRef: { key, ...(property === undefined ? {} : { property }) } }],
      },
    });
  }

  private sealedSecret(
    env: LoginEnvironment,
    login: Login,
    source: Source & { readonly source: 'sealedSecret' },
  ): void {
    kubernetesObject(this, 'The password, readable only by the Sealed Secrets controller of the cluster.', {
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: { name: source.secret, namespace: env.namespace.name },
      spec: {
        encryptedData: { password: source.encryptedPassword },
        template: {
          metadata: {
            name: source.secret,
            namespace: env.namespace.name,
            labels: labels(env),
            // The operator needs the password until its finalizer is gone, and the SealedSecret goes at once.
            ...(env.kind === 'vdb'
              ? { annotations: { 'sealedsecrets.bitnami.com/skip-set-owner-references': 'true' } }
              : {}),
          },
          data: templated(login),
        },
      },
    });
  }

  private readers(env: LoginEnvironment, { name, credentials }: Login): void {
    rights(this, env, {
      name: `${names.credentials({ name })}-reader`,
      comment: 'Reading this one Secret, and nothing else.',
      rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [credentials.secret], verbs: ['get'] }],
      to: 'Who else may read the Secret of the application.',
      subjects: credentials.readers,
    });
  }
}

/** Both controllers fill in Go templates with the sprig functions. urlquery writes a space as "+", which a URI does not read. */
const templated = (login: Login): Record<string, string> => {
  const values = connection(login, '{{ .password }}', '{{ .password | urlquery | replace "+" "%20" }}');
  const fixed = ['username', 'host', 'port', 'dbname'];
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, fixed.includes(key) ? literal(value) : value]),
  );
};

/** A name that holds `{{` must not be run as a template. */
const literal = (value: string): string => (value.includes('{{') ? `{{ ${JSON.stringify(value)} }}` : value);
