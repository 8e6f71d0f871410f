import { createHash } from 'node:crypto';
import type { CertificateSecret, Environment, Tls, TlsSource } from './environment';
import type { Findings } from './findings';

type Kind = TlsSource['kind'];

/** Keys of `tls` and the sources that read them. */
const uses: Readonly<
  Record<'issuer' | 'duration' | 'renewBefore' | 'secret' | 'clientSecret' | 'names', readonly Kind[]>
> = {
  issuer: ['certManager'],
  duration: ['certManager'],
  renewBefore: ['certManager'],
  secret: ['existing'],
  clientSecret: ['existing'],
  names: ['generated', 'certManager'],
};

/** Certificates of the server and of the Jobs that log in to it. `clients`: there are Jobs of backups or checks. */
export const resolveTls = (
  findings: Findings,
  { name, namespace }: Pick<Environment, 'name' | 'namespace'>,
  clients: boolean,
): Tls => {
  const values = findings.values.tls ?? {};
  const kind: Kind = values.source ?? 'generated';
  for (const [key, kinds] of Object.entries(uses))
    if (!kinds.includes(kind))
      findings.noEffect(['tls', key], `only tls.source ${kinds.join(' and ')} reads it, and the source is ${kind}`);
  for (const [index, one] of (values.names ?? []).entries())
    if (/^[0-9.]+$/.test(one))
      findings.add(
        'invalid-value',
        ['tls', 'names', index],
        `"${one}" is an address: a client compares the name that it connects to, so give it one`,
      );
  const commonName = clientCommonName(name, namespace.name);
  return {
    source: resolveSource(findings, kind),
    required: resolveRequired(findings),
    serverNames: serverNames(name, namespace.name, kind === 'existing' ? [] : (values.names ?? [])),
    server: server(findings, kind, name),
    client: clients || kind === 'generated' ? { ...client(findings, kind, name), commonName } : undefined,
  };
};

const resolveSource = (findings: Findings, kind: Kind): TlsSource => {
  if (kind !== 'certManager') return { kind };
  const { issuer, duration, renewBefore } = findings.values.tls ?? {};
  if (issuer === undefined)
    findings.add(
      'missing-key',
      ['tls', 'issuer'],
      'tls.issuer is missing: with source certManager it is the private authority that signs the certificates',
    );
  const valid = findings.required(['tls', 'duration'], duration, '');
  const before = findings.required(['tls', 'renewBefore'], renewBefore, '');
  if (Number.parseInt(before, 10) >= Number.parseInt(valid, 10))
    findings.add(
      'invalid-value',
      ['tls', findings.written(['tls', 'renewBefore']) ? 'renewBefore' : 'duration'],
      `tls.renewBefore ${before} is not less than tls.duration ${valid}: a certificate would be renewed without end`,
    );
  return {
    kind,
    issuer: { name: issuer?.name ?? '', kind: issuer?.kind ?? 'Issuer' },
    duration: valid,
    renewBefore: before,
  };
};

/** A Service that the Internet reaches lets nobody in without TLS, whatever a profile says. */
const resolveRequired = (findings: Findings): boolean => {
  const { tls, access } = findings.values;
  if (access?.public === undefined) return tls?.required ?? true;
  if (tls?.required === false && findings.written(['tls', 'required']))
    findings.add(
      'invalid-value',
      ['tls', 'required'],
      'tls.required is false, but access.public needs TLS: passwords and data would cross the Internet in plain text',
    );
  return true;
};

const keys = { certificate: 'tls.crt', key: 'tls.key', ca: 'ca.crt' } as const;

const server = (findings: Findings, kind: Kind, name: string): CertificateSecret => {
  if (kind !== 'existing') return { secret: `${name}-tls`, ...keys };
  const { secret } = findings.values.tls ?? {};
  if (secret === undefined)
    findings.add(
      'missing-key',
      ['tls', 'secret'],
      'tls.secret is missing: with source existing it is the Secret of the server, with tls.crt, tls.key and ca.crt',
    );
  return { secret: secret ?? '', ...keys };
};

const client = (findings: Findings, kind: Kind, name: string): CertificateSecret => {
  if (kind === 'generated')
    return { secret: `${name}-tls`, certificate: 'client.crt', key: 'client.key', ca: 'ca.crt' };
  if (kind === 'certManager') return { secret: `${name}-backup-tls`, ...keys };
  const { clientSecret } = findings.values.tls ?? {};
  if (clientSecret === undefined)
    findings.add(
      'missing-key',
      ['tls', 'clientSecret'],
      'tls.clientSecret is missing: with source existing it is the Secret that Jobs of backups and checks log in with, with tls.crt, tls.key and ca.crt',
    );
  return { secret: clientSecret ?? '', ...keys };
};

const serverNames = (name: string, namespace: string, more: readonly string[]): readonly string[] => [
  ...new Set([
    `${name}.${namespace}.svc`,
    `${name}.${namespace}.svc.cluster.local`,
    `${name}.${namespace}`,
    name,
    `${name}-0.${name}-headless.${namespace}.svc`,
    `${name}-headless.${namespace}.svc`,
    'localhost',
    ...more,
  ]),
];

/** Longest common name of a certificate, in characters. Source: RFC 5280, ub-common-name. */
const longestCommonName = 64;

/** Unique in the cluster, since an issuer may sign for many environments: one must not log in to another. */
const clientCommonName = (name: string, namespace: string): string => {
  const whole = `${name}.${namespace}`;
  if (whole.length <= longestCommonName) return whole;
  return `${whole.slice(0, 47)}-${createHash('sha256').update(whole).digest('hex').slice(0, 16)}`;
};
