import { Construct } from 'constructs';
import type { CertificateSecret, DatabaseEnvironment, TlsSource } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';

/** Longest common name, in characters. Source: RFC 5280, ub-common-name. */
const longestCommonName = 64;

/** Certificates by cert-manager. Those that are generated come from the Job of the credentials; existing ones are the user's. */
export class Certificates extends Construct {
  constructor(scope: Construct, id: string, env: DatabaseEnvironment) {
    super(scope, id);
    const { source, server, client, serverNames } = env.tls;
    if (source.kind !== 'certManager') return;
    const [first = ''] = serverNames;
    this.certificate(env, source, server, 'The certificate of the server. Its renewal restarts nothing.', {
      commonName: first.length <= longestCommonName ? first : 'postgresql',
      dnsNames: serverNames,
      usages: ['digital signature', 'server auth'],
    });
    if (client === undefined) return;
    this.certificate(env, source, client, 'The certificate that the Jobs of backups and checks log in with.', {
      commonName: client.commonName,
      usages: ['digital signature', 'client auth'],
    });
  }

  private certificate(
    env: DatabaseEnvironment,
    { issuer, duration, renewBefore }: TlsSource & { readonly kind: 'certManager' },
    { secret }: CertificateSecret,
    comment: string,
    subject: Readonly<Record<string, unknown>>,
  ): void {
    kubernetesObject(this, comment, {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: secret, namespace: env.namespace.name },
      spec: {
        secretName: secret,
        ...subject,
        duration: goDuration(duration),
        renewBefore: goDuration(renewBefore),
        issuerRef: { group: 'cert-manager.io', ...issuer },
        privateKey: { algorithm: 'ECDSA', size: 256, encoding: 'PKCS8', rotationPolicy: 'Always' },
      },
    });
  }
}

/** As cert-manager prints it when it reads the object back: else Argo CD sees a difference for ever. */
const goDuration = (hours: string): string => `${hours}0m0s`;
