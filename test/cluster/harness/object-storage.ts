import { readFileSync } from 'node:fs';
import type { Values } from '../../../lib/config/schema';
import { applyObjects } from './kubectl';

/** What the tier must be told about an S3 service with TLS from a private authority. */
const variables = ['ENDPOINT', 'PORT', 'BUCKET', 'REGION', 'KEY', 'SECRET', 'CA_FILE'] as const;

const read = (name: (typeof variables)[number]): string => process.env[`S3_${name}`] ?? '';

/** Empty when all is there; else what is missing. */
export const missingStorage = (): string => {
  const missing = variables.filter((name) => read(name) === '').map((name) => `S3_${name}`);
  return missing.length === 0 ? '' : `the cluster tier needs an S3 service with TLS: ${missing.join(', ')} not set`;
};

const keysSecret = 's3-keys';
const authoritySecret = 's3-ca';
export const authorityKey = 'ca.crt';

type Repository = NonNullable<NonNullable<Values['backup']>['repository']>;

/** The repository of every environment with backups; paths differ, since every environment has a name of its own. */
export const repository = (): Repository => ({
  type: 's3',
  bucket: read('BUCKET'),
  endpoint: read('ENDPOINT'),
  port: Number(read('PORT')),
  region: read('REGION'),
  uriStyle: 'path',
  credentialsSecret: keysSecret,
  ca: { secret: authoritySecret, key: authorityKey },
});

export const authority = (): string => readFileSync(read('CA_FILE'), 'utf8');

const secret = (namespace: string, name: string, stringData: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace },
  stringData,
});

/** The Secret of the keys, as a person makes it; with a wrong secret key, where one is given. */
export const createKeys = (namespace: string, secretKey = read('SECRET')): Promise<string> =>
  applyObjects(secret(namespace, keysSecret, { AWS_ACCESS_KEY_ID: read('KEY'), AWS_SECRET_ACCESS_KEY: secretKey }));

/** The Secret of the authority's certificate, under any name and with any content. */
export const createAuthority = (
  namespace: string,
  data: Readonly<Record<string, string>> = { [authorityKey]: authority() },
  name = authoritySecret,
): Promise<string> => applyObjects(secret(namespace, name, data));

/** For a restore from somebody else's backups: the Secret that `bootstrap` reads. */
export const createBootstrapKeys = (namespace: string, name = 'postgres'): Promise<string> =>
  applyObjects(
    secret(namespace, `${name}-bootstrap`, {
      's3-key': read('KEY'),
      's3-key-secret': read('SECRET'),
      'ca.crt': authority(),
    }),
  );
