import type { z } from 'zod';
import { formatPath, type Path, pathId } from './path';
import { childOf, childrenOf } from './schema/tree';
import type { Data } from './strictness';

export interface FoundSecret {
  readonly path: Path;
  /** `pathId` of the path. */
  readonly id: string;
  readonly message: string;
}

/** Endings of names that hold a secret, as one writes them: `dbPassword`, `s3-secret-key`, `API_TOKEN`. */
const secretName =
  /(passwd|password|passwords|(api|access|private|secret|encryption)[-_.]?key|key[-_.]?secret|client[-_.]?secret|(access|auth|bearer)[-_.]?token)$/i;

/** Further endings, for keys that are not a setting anyway. In labels and annotations they mostly name things: `example.com/secret`. */
const secretNameOfUnknown = /(^|[^a-z])(pass|pwd|passphrase|secret|secrets|token)$/i;

/** Texts that are a secret whatever the key is called. Every repetition is bounded, so that a long text costs no more than its length. */
const secretTexts: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY/,
  /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{1,100}:[^\s/@]{1,200}@/i,
  /\bpassword\s{0,5}=\s{0,5}[^\s$]/i,
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
];

/** No pattern above matches a shorter text: `a://b:c@` has eight characters. */
const shortestSecretText = 8;

const wayOut = (path: Path): string => {
  const inSecret = 'and this file goes into Git: put it into a Secret and name that in';
  if (path.includes('external')) return `${inSecret} external.secret`;
  if (path.includes('vdb') || path.includes('vdbs'))
    return `${inSecret} credentials ("source: existing", "secret: <name>") or in database.passwordSecretRef of the VDB, or let pgfleet make one ("source: generated")`;
  return path.includes('backup') || path.includes('bootstrap')
    ? `${inSecret} backup.repository (credentialsSecret, cipher)`
    : `${inSecret} credentials ("source: existing", "secret: <name>"), or let pgfleet make one ("source: generated")`;
};

/**
 * Passwords and keys that stand in a file. A key that the schema knows is judged by its text only: `credentials.secret` is a name. The
 * text itself never appears in the message.
 */
export const findSecrets = (data: Data, schema: z.core.$ZodType): readonly FoundSecret[] => {
  const found: FoundSecret[] = [];
  search(data, schema, [], found);
  return found;
};

const search = (data: Data, schema: z.core.$ZodType | undefined, path: Path, found: FoundSecret[]): void => {
  if (Array.isArray(data)) {
    data.forEach((item, index) => {
      search(item, schema === undefined ? undefined : childOf(schema, index), [...path, index], found);
    });
  } else if (typeof data === 'object' && data !== null) {
    const known = schema === undefined ? undefined : childrenOf(schema);
    for (const [key, value] of Object.entries(data)) {
      const here = [...path, key];
      const child = schema === undefined ? undefined : (known?.get(key) ?? childOf(schema, key));
      const suspicious =
        known?.has(key) !== true &&
        isScalar(value) &&
        (secretName.test(lastWord(key)) || (child === undefined && secretNameOfUnknown.test(lastWord(key))));
      if (suspicious) found.push(secret(here, 'looks like a secret'));
      else search(value, child, here, found);
    }
  } else if (
    typeof data === 'string' &&
    data.length >= shortestSecretText &&
    secretTexts.some((pattern) => pattern.test(data))
  ) {
    found.push(secret(path, 'holds a password or private key'));
  }
};

const secret = (path: Path, what: string): FoundSecret => ({
  path,
  id: pathId(path),
  message: `${formatPath(path)} ${what}, ${wayOut(path)}`,
});

/** `true` says that there is a secret, and is none; so is an empty text. */
const isScalar = (value: Data): boolean =>
  (typeof value === 'string' && value !== '' && !/^(true|false|yes|no|on|off|enabled|disabled)$/i.test(value)) ||
  typeof value === 'number';

/** camelCase to words, so that `dbPass` ends like `db-pass` and `bypass` does not. */
const lastWord = (key: string): string => key.slice(-64).replace(/([a-z0-9])([A-Z])/g, '$1-$2');
