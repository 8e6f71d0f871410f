import { resolveAuthority } from './certificate-authority';
import type { External } from './environment/external';
import type { Findings, Path } from './findings';
import { externalDefaults } from './profiles';

type Values = NonNullable<Findings['values']['external']>;

const at = (...keys: readonly string[]): Path => ['external', ...keys];

/** The Pod of the check itself, where no server runs. */
const ownPod = /^(localhost|127\.[0-9.]+|::1|0\.0\.0\.0|::)$/i;

/** The `external` block. */
export const resolveExternal = (findings: Findings): External => {
  const values = findings.values.external ?? {};
  const host = findings.required(at('host'), values.host, '', 'the host name of the server, like db.example');
  if (ownPod.test(host))
    findings.add(
      'invalid-value',
      at('host'),
      `external.host "${host}" is the Pod of the check itself: name the server as other machines know it`,
    );
  const keys = { ...externalDefaults.keys, ...values.keys };
  if (keys.username === keys.password)
    findings.add('invalid-value', at('keys'), `external.keys names the key "${keys.username}" twice`);
  return {
    host,
    port: values.port ?? externalDefaults.port,
    database: values.database ?? externalDefaults.database,
    secret: findings.required(at('secret'), values.secret, '', 'the Secret with the user name and the password'),
    keys: { username: keys.username, password: keys.password },
    tls: resolveTls(findings, values.tls),
    cidrs: values.cidrs ?? [],
  };
};

const resolveTls = (findings: Findings, tls: Values['tls']): External['tls'] => {
  const mode = tls?.mode ?? externalDefaults.tls.mode;
  const path = at('tls', 'ca');
  if (mode === 'require') {
    findings.noEffect(path, 'external.tls.mode is require, which compares no certificate');
    return { mode, ca: undefined };
  }
  const ca = resolveAuthority(findings, path, tls?.ca, new Map(), ['secret', 'configMap']);
  return { mode, ca: ca?.from === 'secret' || ca?.from === 'configMap' ? ca : undefined };
};
