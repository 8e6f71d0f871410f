import type { Repository } from './environment';
import type { Findings, Path } from './findings';
import { type RepositoryValues, resolvePlace } from './repository';
import { at, keysOf, type Origin, type Restored } from './restore/origin';

/** Keys of the Secret `<name>-bootstrap`, which a person makes for a restore. */
const givenKeys = { accessKeyId: 's3-key', secretAccessKey: 's3-key-secret', passphrase: 'cipher-pass', ca: 'ca.crt' };

/** A repository that is no environment's of ours: `bootstrap.repository`. */
export const foreignOrigin = (
  findings: Findings,
  { path, ...values }: RepositoryValues & { readonly path: string },
  env: Restored,
): Origin | undefined => {
  if (values.type === 'volume') {
    findings.add(
      'invalid-value',
      at('repository', 'type'),
      'bootstrap.repository must be of type s3: a volume belongs to one environment',
    );
    return undefined;
  }
  const given = `${env.name}-bootstrap`;
  const resolved = resolvePlace(findings, at('repository'), withKeys(findings, values, given), env.files);
  const repository: Repository = { ...resolved, number: 1, path, cipher: values.cipher };
  if (repository.type !== 's3') return undefined;
  const keys = keysOf(env.backup, repository);
  if (keys === 'given') judgeGiven(findings, repository, given);
  return {
    source: `s3://${repository.bucket}${path} at ${repository.endpoint}:${repository.port}`,
    repository,
    keys,
    stanza: undefined,
  };
};

/** Without a Secret of its own it is the one that is made for the restore. */
const withKeys = (findings: Findings, values: RepositoryValues, given: string): RepositoryValues => {
  if (values.credentialsSecret !== undefined) return { ...values, type: 's3' };
  findings.noEffect(
    at('repository', 'credentialsKeys'),
    `the keys are ${givenKeys.accessKeyId} and ${givenKeys.secretAccessKey} of the Secret ${given}`,
  );
  const { accessKeyId, secretAccessKey } = givenKeys;
  return { ...values, type: 's3', credentialsSecret: given, credentialsKeys: { accessKeyId, secretAccessKey } };
};

/** One Secret is mounted beside those of the environment's own repository, and no other. */
const judgeGiven = (findings: Findings, repository: Repository & { readonly type: 's3' }, given: string): void => {
  const { keys, ca, cipher } = repository;
  const refuse = (path: Path, what: string, key: string): void =>
    findings.add(
      'invalid-value',
      path,
      `${what} of this repository can be that of backup.repository, with everything else of it, or the key ${key} of the Secret ${given}`,
    );
  if (keys !== undefined && keys.secret !== given)
    refuse(
      at('repository', 'credentialsSecret'),
      'the Secret',
      `${givenKeys.accessKeyId} and ${givenKeys.secretAccessKey}`,
    );
  const caFits =
    ca === undefined || ca.from === 'file' || (ca.from === 'secret' && ca.name === given && ca.key === givenKeys.ca);
  if (!caFits) refuse(at('repository', 'ca'), 'the authority', givenKeys.ca);
  if (cipher !== undefined && (cipher.secret !== given || cipher.key !== givenKeys.passphrase))
    refuse(at('repository', 'cipher'), 'the passphrase', givenKeys.passphrase);
};
