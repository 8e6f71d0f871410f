import { textsAt, valueAt } from '../../object';
import { fileChanges, isOwn } from '../../postgresql/own-files';
import { postgresqlSettings } from '../../postgresql/settings-text';
import type { Rule } from '../../rule';

/** Passwords and data go over the network as they are. */
export const tlsOff: Rule = {
  id: 'tls-off',
  class: 'security',
  summary: 'Connections are no longer encrypted, or no longer have to be, or need no password.',
  remedy:
    'keep ssl = on and hostssl with scram-sha-256; clients of a private authority need its certificate, not less encryption',
  check: (change) => [
    ...fileChanges(change).flatMap(({ name, path, before, after }) => {
      const found = name.endsWith('pg_hba.conf')
        ? hbaFindings(before ?? '', after ?? '')
        : name.endsWith('postgresql.conf') || isOwn(change)
          ? settingsFindings(before ?? '', after ?? '')
          : [];
      return found.map((message) => ({ path, message }));
    }),
    ...(change.kind === 'networking.k8s.io/Ingress' && change.before !== undefined && change.after !== undefined
      ? plainHosts(change.before, change.after)
      : []),
  ],
};

const settingsFindings = (before: string, after: string): readonly string[] => {
  const [from, to] = [postgresqlSettings(before), postgresqlSettings(after)];
  const isOn = (value: string | undefined): boolean => /^(on|true|yes|1)$/i.test(value ?? '');
  return isOn(from.get('ssl')) && !isOn(to.get('ssl')) ? ['ssl is off: nothing is encrypted any longer'] : [];
};

/** Lines of pg_hba.conf that let somebody in without encryption or without a password. */
const hbaFindings = (before: string, after: string): readonly string[] => {
  const old = new Set(weakLines(before));
  return weakLines(after)
    .filter((line) => !old.has(line))
    .map((line) => `pg_hba.conf lets in: ${line}`);
};

const weakLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/).join(' '))
    .filter((line) => {
      const words = line.split(' ');
      const method = words
        .slice(3)
        .find((word) =>
          /^(trust|password|md5|scram-sha-256|cert|peer|ident|gss|sspi|ldap|radius|pam|bsd|reject)$/.test(word),
        );
      if (method === undefined || method === 'reject' || words[0] === 'local')
        return words[0] === 'local' && method === 'trust';
      return words[0] === 'host' || words[0] === 'hostnossl' || method === 'trust' || method === 'password';
    });

const plainHosts = (before: unknown, after: unknown) => {
  const hosts = (ingress: unknown): readonly string[] => {
    const tls = valueAt(ingress, 'spec', 'tls');
    return Array.isArray(tls) ? tls.flatMap((one) => textsAt(one, 'hosts')) : [];
  };
  const gone = hosts(before).filter((host) => !hosts(after).includes(host));
  return gone.length === 0
    ? []
    : [{ path: 'spec.tls', message: `${gone.join(', ')} is served without TLS, or no longer` }];
};
