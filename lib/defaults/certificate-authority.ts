import { X509Certificate } from 'node:crypto';
import type { CertificateAuthority } from './environment/backup';
import { fileBeside } from './files';
import type { Findings, Path } from './findings';
import type { RepositoryValues } from './repository';

type Values = NonNullable<RepositoryValues['ca']>;

const allForms = ['secret', 'configMap', 'file', 'externalSecret'] as const;
type Form = (typeof allForms)[number];

/** The private authority of a server. Where layers name several, values.yaml wins. */
export const resolveAuthority = (
  findings: Findings,
  path: Path,
  ca: Values | undefined,
  files: ReadonlyMap<string, Buffer>,
  forms: readonly Form[] = allForms,
): CertificateAuthority | undefined => {
  if (ca === undefined) return undefined;
  const present = forms.filter((form) => ca[form] !== undefined);
  const own = present.filter((form) => findings.written([...path, form]));
  const [form, ...more] = present.length > 1 && own.length > 0 ? own : present;
  if (form === undefined || more.length > 0) {
    findings.add('invalid-value', path, `${path.join('.')} must name one of ${forms.join(', ')}`);
    return undefined;
  }
  if (form === 'secret' || form === 'configMap') {
    const key = findings.required([...path, 'key'], ca.key, '', 'where in it the certificate is');
    return { from: form, name: ca[form] ?? '', key };
  }
  findings.noEffect([...path, 'key'], `only a Secret or ConfigMap has keys, and it is ${form}`);
  if (form === 'file') {
    const { file = '' } = ca;
    return { from: form, file, pem: readFile(findings, [...path, form], file, files) };
  }
  const { store = { name: '', kind: 'SecretStore' }, key = '', property } = ca.externalSecret ?? {};
  return { from: form, store, remote: { key, property } };
};

/** The certificates of a PEM file, each as OpenSSL writes it: what stands around them does not reach the cluster. */
const readFile = (findings: Findings, path: Path, name: string, files: ReadonlyMap<string, Buffer>): string => {
  const bytes = fileBeside(findings, path, name, files);
  if (bytes === undefined) return '';
  const text = bytes.toString('latin1');
  const refuse = (code: 'invalid-value' | 'secret-in-values', why: string): void =>
    findings.add(code, path, `"${name}" ${why}`);
  if (/-----BEGIN [A-Z ]{0,40}PRIVATE KEY/.test(text))
    refuse('secret-in-values', 'holds a private key, which would stand in Git: only certificates belong there');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]{0,65536}-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) refuse('invalid-value', 'holds no certificate: PEM begins with -----BEGIN CERTIFICATE-----');
  const certificates = blocks.flatMap((block, index) => {
    const certificate = parse(block);
    if (certificate === undefined) refuse('invalid-value', `is damaged: its certificate ${index + 1} cannot be read`);
    else if (!certificate.ca)
      refuse(
        'invalid-value',
        `holds a certificate that is no authority (${subject(certificate)}): it must be the one that signed that of the service`,
      );
    return certificate ?? [];
  });
  // During a change of authorities a file holds the old one beside the new one.
  const last = certificates.reduce((latest, { validTo }) => Math.max(latest, Date.parse(validTo)), 0);
  if (certificates.length > 0 && last < Date.now())
    refuse(
      'invalid-value',
      `has expired on ${new Date(last).toISOString().slice(0, 10)}: nothing it signed is trusted`,
    );
  return certificates.map((certificate) => certificate.toString()).join('');
};

const parse = (block: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(block);
  } catch {
    return undefined;
  }
};

const subject = ({ subject: name }: X509Certificate): string => name.split('\n').at(-1) ?? '';
