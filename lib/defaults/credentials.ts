import { formatPath } from '../config/path';
import type { Credentials } from './environment';
import type { Findings, Path } from './findings';

type Source = Credentials['source'];

/** Keys of `credentials` and the sources that read them. */
const uses: Readonly<Record<'secret' | 'keys' | 'store' | 'remote' | 'refreshInterval' | 'encryptedPassword', Source>> =
  {
    secret: 'existing',
    keys: 'existing',
    store: 'externalSecret',
    remote: 'externalSecret',
    refreshInterval: 'externalSecret',
    encryptedPassword: 'sealedSecret',
  };

/** A block of credentials, and where values.yaml has each of its keys. */
interface Block {
  readonly values: NonNullable<Findings['values']['credentials']>;
  readonly at: (key: string) => Path;
}

/** Where the password comes from, with exactly the keys that this source reads. */
export const resolveCredentials = (findings: Findings, name: string): Credentials => {
  const values = findings.values.credentials ?? {};
  judgeUnread(findings, new Set([values.source ?? 'generated']));
  return credentialsOf(findings, name, { values, at: (key) => ['credentials', key] });
};

/** Keys of `credentials` that none of the sources in use reads. */
export const judgeUnread = (findings: Findings, sources: ReadonlySet<Source>, block: Path = []): void => {
  for (const [key, user] of Object.entries(uses))
    if (!sources.has(user))
      findings.noEffect(
        [...block, 'credentials', key],
        `only credentials.source ${user} reads it, and the source is ${[...sources].join(', ')}`,
      );
};

export const credentialsOf = (findings: Findings, name: string, { values, at }: Block): Credentials => {
  const source: Source = values.source ?? 'generated';
  const shared = { secret: `${name}-app`, passwordKey: 'password', readers: values.readers ?? [] };
  const missing = (key: string, what: string): void =>
    findings.add('missing-key', at(key), `${formatPath(at(key))} is missing: with source ${source} it is ${what}`);
  switch (source) {
    case 'generated':
      return { source, ...shared };
    case 'existing':
      if (values.secret === undefined) missing('secret', 'the name of the Secret that you made');
      return { source, ...shared, secret: values.secret ?? '', passwordKey: values.keys?.password ?? 'password' };
    case 'externalSecret':
      if (values.store === undefined) missing('store', 'the store of External Secrets');
      if (values.remote === undefined) missing('remote', 'the entry of the password in the store');
      return {
        source,
        ...shared,
        store: values.store ?? { name: '', kind: 'SecretStore' },
        remote: { key: values.remote?.key ?? '', property: values.remote?.property },
        refreshInterval: values.refreshInterval ?? '1h',
      };
    case 'sealedSecret':
      if (values.encryptedPassword === undefined) missing('encryptedPassword', 'the output of kubeseal --raw');
      return { source, ...shared, encryptedPassword: values.encryptedPassword ?? '' };
  }
};
