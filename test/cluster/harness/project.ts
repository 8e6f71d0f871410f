import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, parseDocument, stringify } from 'yaml';
import type { Values } from '../../../lib/config/schema';
import type { Manifest } from '../../../lib/manifest';
import { checkout, organisationDefaults, samples } from './checkout';
import { kubectl } from './kubectl';
import { adoptNamespace, refuseForeign, uniqueId } from './namespaces';
import { repository } from './object-storage';
import { attempt, type Outcome, type RunOptions, run } from './process';

/** One environment in a project of its own, used as a person would: values.yaml, synth, kubectl apply. */
export interface TestEnvironment {
  readonly root: string;
  readonly id: string;
  readonly namespace: string;
  /** Base name of the objects, and the Pod of the database. */
  readonly name: string;
  readonly pod: string;
}

const roots: string[] = [];

/** Small enough that many of them fit on one node beside the samples. */
export const smallDatabase: NonNullable<Values['database']> = {
  name: 'shop',
  owner: 'shop',
  storage: { size: '1Gi' },
  resources: { requests: { cpu: '10m', memory: '256Mi' }, limits: { memory: '512Mi' } },
};

const makeRoot = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'pgfleet-cluster-'));
  roots.push(root);
  mkdirSync(join(root, 'environments'));
  writeDefaults(root);
  return root;
};

/**
 * Those of this checkout, but for the S3 service: it is the one that this tier was given, at an address of no namespace. Backups of
 * earlier runs stay there, and an environment of the same name would meet them: the name of the cluster is part of their path.
 */
export const writeDefaults = (root: string): void => {
  const { network: _, profiles, argocd, ...rest } = organisationDefaults();
  const backup = { ...profiles?.production?.backup, repository: repository() };
  const cluster = uniqueId('run');
  // The cluster at hand knows IPv4 only, and what enforces its policies stops at an address of the other kind.
  const network = { apiServer: { cidrs: ['0.0.0.0/0'] }, s3: { cidrs: ['0.0.0.0/0'] } };
  const defaults = {
    ...rest,
    // Where Argo CD could delete: environments of this tier have namespaces of their own.
    ...(argocd === undefined ? {} : { argocd: { ...argocd, namespaces: ['postgres-*', 'tier-*'] } }),
    cluster,
    network,
    profiles: { ...profiles, production: { ...profiles?.production, backup } },
  };
  writeFileSync(join(root, 'environments', 'defaults.yaml'), stringify(defaults));
};

/** Writes values.yaml (and files beside it) into a new project and makes the name of the Pod known. Nothing is applied. */
export const createProject = (
  id: string,
  namespace: string,
  values: Values,
  files: Readonly<Record<string, string>> = {},
): TestEnvironment => addEnvironment({ root: makeRoot() }, id, namespace, values, files);

/** A further environment of the same project, as one that is made from the backups of another. */
export const addEnvironment = (
  { root }: Pick<TestEnvironment, 'root'>,
  id: string,
  namespace: string,
  values: Values,
  files: Readonly<Record<string, string>> = {},
): TestEnvironment => {
  mkdirSync(join(root, 'environments', id), { recursive: true });
  const name = values.name ?? 'postgres';
  const environment = { root, id, namespace, name, pod: `${name}-0` };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, 'environments', id, file)), { recursive: true });
    writeFileSync(join(root, 'environments', id, file), text);
  }
  writeValues(environment, values);
  return environment;
};

/** What a person has after `git clone`; what is not committed is not there. It borrows the dependencies of this checkout. */
export const cloneCheckout = async (): Promise<string> => {
  const root = mkdtempSync(join(tmpdir(), 'pgfleet-clone-'));
  roots.push(root);
  await run('git', ['clone', '--quiet', checkout, root]);
  symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'));
  utimesSync(join(root, 'package-lock.json'), 0, 0);
  return root;
};

/**
 * The samples of this checkout in a project of their own, on the S3 service of this tier. They ask for next to no CPU, since the Pods of
 * the other files that run beside them must find a place on a node of two.
 */
export const copySamples = (): string => {
  const root = makeRoot();
  cpSync(join(checkout, 'environments'), join(root, 'environments'), { recursive: true });
  writeDefaults(root);
  for (const id of samples()) {
    const file = join(root, 'environments', id, 'values.yaml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    if (document.has('database')) document.setIn(['database', 'resources', 'requests', 'cpu'], '20m');
    writeFileSync(file, document.toString());
  }
  return root;
};

/** What no test varies: an owner, and the namespace. */
export const writeValues = ({ root, id, namespace }: TestEnvironment, values: Values): void =>
  writeFileSync(join(root, 'environments', id, 'values.yaml'), stringify({ namespace, owner: 'team-test', ...values }));

/** Takes a block out of values.yaml, whoever wrote it there. */
export const removeKey = ({ root, id }: TestEnvironment, key: string): void => {
  const file = join(root, 'environments', id, 'values.yaml');
  const { [key]: _, ...rest } = parse(readFileSync(file, 'utf8'));
  writeFileSync(file, stringify(rest));
};

const program = join(checkout, 'bin', 'pgfleet.js');

/** `pgfleet ARGUMENTS` in the project; it must succeed. What it printed on both streams: data, and talk. */
export const pgfleet = async (
  { root }: Pick<TestEnvironment, 'root'>,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> => {
  const { code, stdout, stderr } = await attempt(process.execPath, [program, ...args], { cwd: root, ...options });
  if (code !== 0) throw new Error(`pgfleet ${args.join(' ')}\nexit code ${code}\n${stdout}${stderr}`);
  return `${stdout}${stderr}`;
};

export const synth = (project: Pick<TestEnvironment, 'root'>): Promise<string> => pgfleet(project, ['synth']);

export const trySynth = ({ root }: TestEnvironment): Promise<Outcome> =>
  attempt(process.execPath, [program, 'synth'], { cwd: root });

/** The documented line. The Namespace is named first, since kubectl applies files in the order of their names. */
export const applyArguments = (root: string, id: string): readonly string[] => {
  const folder = join('dist', id);
  const namespaces = readdirSync(join(root, folder)).filter((file) => file.startsWith('Namespace.'));
  return ['apply', ...namespaces.flatMap((file) => ['-f', join(folder, file)]), '-f', folder];
};

/** Applies dist/ as it lies there; what kubectl printed. */
export const apply = async ({ root, id, namespace }: TestEnvironment): Promise<string> => {
  const printed = await kubectl(applyArguments(root, id), { cwd: root });
  await adoptNamespace(namespace);
  return printed;
};

/** From nothing: synth and apply. */
export const bringUp = async (environment: TestEnvironment): Promise<void> => {
  await refuseForeign(environment.namespace);
  await synth(environment);
  await apply(environment);
};

/** What a merged pull request does: new values, synth, apply. */
export const merge = async (environment: TestEnvironment, values: Values): Promise<void> => {
  writeValues(environment, values);
  await synth(environment);
  await apply(environment);
};

/** All objects of an environment in dist/. */
export const manifestsOf = (root: string, id: string): readonly Manifest[] =>
  readdirSync(join(root, 'dist', id))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => parse(readFileSync(join(root, 'dist', id, file), 'utf8')) as Manifest);

export const deleteProjects = (): void => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
};
