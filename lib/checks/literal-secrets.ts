import { key } from '../manifest';
import { remembering } from '../remember';
import type { Check, Finding } from './check';
import { containersOf, type Fields, fieldsAt, listOf, podsOf, stringsOf } from './pods';

/** Names of settings that hold a secret: DB_PASSWORD, but not PASSWORD_FILE or PGPASSFILE. */
const secretName = /(password|passwd|passphrase|secret|token|(api|access|private|secret)[-_.]?key)$/i;

/**
 * Texts that are a secret whatever they are called. Repetitions are bounded: a ConfigMap may hold a megabyte. __PASSWORD__ stands for one
 * that is put in inside the cluster.
 */
const secretTexts: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY/,
  /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@${}%]{1,100}:(?!__PASSWORD__@)[^\s/@${}%]{1,200}@/i,
];

/** What is committed can be read by everybody who can read the repository, for ever. */
export const literalSecrets: Check = {
  code: 'secret-in-values',
  check: (manifests) => {
    const findings: Finding[] = [];
    for (const manifest of manifests) {
      const object = key(manifest);
      if (manifest.kind === 'Secret' && (manifest.data !== undefined || manifest.stringData !== undefined))
        findings.push({ object, message: 'it is a Secret with data, which would stand in Git' });
      if (manifest.kind === 'PostgresVDB') findings.push(...vdbSecrets(object, fieldsAt(manifest, 'spec')));
      if (manifest.kind !== 'ConfigMap') continue;
      for (const [name, text] of Object.entries(stringsOf(manifest.data)))
        if (isSecret(name, text))
          findings.push({ object, message: `its key "${name}" holds a password or private key` });
    }
    for (const pod of podsOf(manifests))
      for (const { name: container, fields } of containersOf(pod))
        for (const { name, value } of listOf(fields.env))
          if (typeof name === 'string' && typeof value === 'string' && isSecret(name, value))
            findings.push({
              object: pod.object,
              message: `the container "${container}" has a literal secret in ${name}`,
            });
    return findings;
  },
};

/** A virtual database of Delphix: its password, and what its hooks are given and run. */
const vdbSecrets = (object: string, spec: Fields): readonly Finding[] => [
  ...(fieldsAt(spec, 'database').password === undefined
    ? []
    : [{ object, message: 'it has database.password, which would stand in Git: use database.passwordSecretRef' }]),
  ...listOf(spec.hooks).flatMap(({ name, script, env }) => [
    ...(typeof script === 'string' && isSecretText(script)
      ? [{ object, message: `the script of the hook "${name}" holds a password or private key` }]
      : []),
    ...listOf(env).flatMap((variable) =>
      typeof variable.name === 'string' && typeof variable.value === 'string' && isSecret(variable.name, variable.value)
        ? [{ object, message: `the hook "${name}" has a literal secret in ${variable.name}` }]
        : [],
    ),
  ]),
];

const isSecret = (name: string, text: string): boolean =>
  (secretName.test(name) && text.trim() !== '') || isSecretText(text);

/** What every text that one of `secretTexts` matches holds: finding it is a hundred times as fast as the patterns. */
const holdsMark = (text: string): boolean => text.includes('://') || text.includes('-----BEGIN ');

const isSecretText = remembering((text) => holdsMark(text) && secretTexts.some((pattern) => pattern.test(text)));
