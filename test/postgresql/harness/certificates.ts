import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface Authority {
  readonly ca: string;
  /** Names: DNS names of a server; a client has none. */
  readonly issue: (commonName: string, names?: readonly string[], days?: number) => Certificate;
}

/** A certificate authority in memory. Its files live only as long as openssl reads them. */
export const createAuthority = (commonName = 'test authority'): Authority => {
  const made = inDirectory((directory) => {
    const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'];
    openssl(directory, [
      ...['req', '-x509', ...newKey, '-keyout', 'key', '-out', 'crt', '-days', '30', '-subj', `/CN=${commonName}`],
      ...extensions.flatMap((each) => ['-addext', each]),
    ]);
    return files(directory);
  });
  return {
    ca: made.certificate,
    issue: (name, names = [], days = 30) =>
      inDirectory((directory) => {
        writeFileSync(join(directory, 'ca.crt'), made.certificate);
        writeFileSync(join(directory, 'ca.key'), made.key);
        const altNames = names.map((each) => `DNS:${each}`).join(',');
        const usage = names.length === 0 ? 'clientAuth' : `serverAuth\nsubjectAltName=${altNames}`;
        writeFileSync(join(directory, 'extensions'), `extendedKeyUsage=${usage}\n`);
        openssl(directory, ['req', '-new', ...newKey, '-keyout', 'key', '-out', 'csr', '-subj', `/CN=${name}`]);
        const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'extensions'];
        openssl(directory, ['x509', '-req', '-in', 'csr', '-out', 'crt', '-days', String(days), ...signer]);
        return { ...files(directory), ca: made.certificate };
      }),
  };
};

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

const openssl = (cwd: string, args: readonly string[]) => execFileSync('openssl', args, { cwd, stdio: 'pipe' });

const files = (directory: string) => ({
  certificate: readFileSync(join(directory, 'crt'), 'utf8'),
  key: readFileSync(join(directory, 'key'), 'utf8'),
});

const inDirectory = <T>(work: (directory: string) => T): T => {
  const directory = mkdtempSync(join(tmpdir(), 'pgfleet-certificates-'));
  try {
    return work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
};
