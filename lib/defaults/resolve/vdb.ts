import { resolveAccess, resolvePublicAccess } from '../access';
import { resolveChecks } from '../checks';
import { judgeUnread } from '../credentials';
import type { Checks, Vdb, VdbEnvironment } from '../environment';
import { type Findings, type Path, workloadBlocks } from '../findings';
import { resolveToolsImage } from '../image';
import { resolveApiServer, resolveS3, resolveVdbNetwork } from '../network';
import { resolveQuota } from '../quota';
import { resolveDeletionPolicy } from '../storage';
import { judgePasswordKey, resolveVdb, type VdbBlock } from '../vdb';
import { judgeAdoption } from '../vdb/source';
import { type ResolveInputs, resolvePlacement, type Shared } from './shared';

const elsewhere = 'the operator of Delphix runs the server of a VDB';

/** Keys of blocks that every kind has, and why nothing here reads them. */
const unread: readonly (readonly [path: Path, why: string])[] = [
  ...workloadBlocks
    .filter((block) => block !== 'database' && block !== 'credentials' && block !== 'access')
    .map((block) => [[block], elsewhere] as const),
  [['images', 'postgres'], `${elsewhere}; its image is that of the VDB, and our Jobs have images.tools`],
  [['scheduling', 'drain'], elsewhere],
  [['scheduling', 'priorityClassName'], `${elsewhere}; the Pods of checks have checks.priorityClassName`],
];

/** Virtual databases. What belongs to a server of ours is refused where values.yaml writes it, and dropped where it is inherited. */
export const resolveVdbEnvironment = (findings: Findings, { files }: ResolveInputs, shared: Shared): VdbEnvironment => {
  for (const [path, why] of unread) findings.noEffect(path, why);
  resolveS3(findings, false);
  const placed = blocksOf(findings, shared.name).map((block) => ({
    at: block.at,
    vdb: resolveVdb(findings, block, files),
  }));
  const vdbs = placed.map(({ vdb }) => vdb);
  judgeAdoption(findings, placed);
  judgeTogether(findings, vdbs);
  const checks = resolveChecks(findings, {
    id: shared.id,
    database: vdbs[0]?.database.name ?? '',
    ephemeral: false,
  });
  judgeConditions(findings, vdbs, checks);
  const generated = vdbs.filter(({ credentials }) => credentials.source === 'generated').length;
  const publicAccess = resolvePublicAccess(findings);
  judgeAccess(findings, shared, placed);
  return {
    kind: 'vdb',
    ...shared,
    deletionPolicy: resolveDeletionPolicy(findings, undefined),
    images: { tools: toolsImage(findings, generated > 0 || checks.level !== 'none') },
    scheduling: { ...resolvePlacement(findings), priorityClassName: '', drain: 'allow' },
    serviceAccount: { annotations: {}, podLabels: {} },
    vdbs,
    accessFrom: resolveAccess(findings),
    publicAccess,
    vdbNetwork: resolveVdbNetwork(findings),
    checks,
    apiServer: resolveApiServer(findings, generated > 0 || checks.level !== 'none'),
    quota: resolveQuota(findings, { vdbs, generated, checks }, shared.namespace.create),
  };
};

/** A single one has the name of the environment's objects. */
const blocksOf = (findings: Findings, name: string): readonly VdbBlock[] => {
  const { vdb, vdbs } = findings.values;
  if (vdbs === undefined) {
    if (/^[0-9]/.test(name))
      findings.add('invalid-value', ['name'], `"${name}" is the name of the VDB's Service, which begins with a letter`);
    return [{ name, at: ['vdb'], values: vdb ?? {} }];
  }
  if (Object.keys(vdbs).length === 0)
    findings.add('invalid-value', ['vdbs'], 'vdbs names no VDB: {orders: {source: …}} is one');
  return Object.entries(vdbs).map(([one, values]) => ({ name: one, at: ['vdbs', one], values }));
};

/** What several VDBs must not have in common. */
const judgeTogether = (findings: Findings, vdbs: readonly Vdb[]): void => {
  judgeUnread(findings, new Set(vdbs.map(({ credentials }) => credentials.source)));
  judgePasswordKey(findings, [], findings.values.credentials);
  const sealed = vdbs.flatMap(({ credentials }) =>
    credentials.source === 'sealedSecret' && credentials.encryptedPassword !== '' ? credentials.encryptedPassword : [],
  );
  if (new Set(sealed).size < sealed.length)
    findings.add(
      'invalid-value',
      ['credentials', 'encryptedPassword'],
      'kubeseal encrypts for the name of one Secret, and every VDB has a Secret of its own: credentials in the block of each VDB',
    );
  const objects = vdbs.flatMap(({ name, actions }) => actions.map(({ id, kind }) => `${kind} ${name}-${id}`));
  for (const object of objects.filter((one, index) => objects.indexOf(one) !== index))
    findings.add('invalid-value', ['vdbs'], `two actions come to the same object, ${object}: choose another id`);
};

/** Conditions hold for every VDB; one that names no database is of the VDB's own, which must then be one name. */
const judgeConditions = (findings: Findings, vdbs: readonly Vdb[], checks: Checks): void => {
  if (checks.level === 'none' || new Set(vdbs.map(({ database }) => database.name)).size < 2) return;
  for (const key of ['tables', 'expect'] as const)
    for (const [index, condition] of (findings.values.checks?.[key] ?? []).entries())
      if (typeof condition === 'string' || condition.database === undefined)
        findings.add(
          'invalid-value',
          ['checks', key, index],
          `checks.${key}[${index}] names no database, and those of the VDBs have different names: {database: …}`,
        );
};

/** A VDB and its place in values.yaml. */
interface Placed {
  readonly at: Path;
  readonly vdb: Vdb;
}

const judgeAccess = (findings: Findings, { namespace }: Shared, placed: readonly Placed[]): void => {
  const unknown = placed.filter(({ vdb }) => vdb.podLabels === undefined);
  if (findings.values.access?.public !== undefined) {
    for (const { at } of unknown)
      findings.add(
        'missing-key',
        [...at, 'podLabels'],
        `${[...at, 'podLabels'].join('.')} is missing: the Service of access.public leads to Pods with these labels`,
      );
    findings.notice(
      ['access', 'public'],
      'access.public lets clients in from outside of the cluster, and whether the VDB has TLS is for its operator and source to say: pgfleet cannot enforce it',
    );
  }
  if (namespace.create || unknown.length === 0) return;
  const why = 'the namespace belongs to somebody else, so that a policy must know the Pods of the VDB: set podLabels';
  for (const key of ['namespaces', 'from']) findings.noEffect(['access', key], why);
};

const toolsImage = (findings: Findings, used: boolean): string => {
  if (used) return resolveToolsImage(findings);
  findings.noEffect(['images', 'tools'], 'the Jobs that use it run for credentials.source generated and checks only');
  return '';
};
