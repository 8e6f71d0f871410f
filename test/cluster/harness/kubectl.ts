import type { Manifest } from '../../../lib/manifest';
import { attempt, type Outcome, type RunOptions, run } from './process';

/** `kubectl ARGS` that must succeed; its standard output. */
export const kubectl = (args: readonly string[], options?: RunOptions): Promise<string> =>
  run('kubectl', args, options);

/** `kubectl ARGS` that may fail. */
export const tryKubectl = (args: readonly string[], options?: RunOptions): Promise<Outcome> =>
  attempt('kubectl', args, options);

/** Applies objects that a test needs beside the environment. */
export const applyObjects = (...objects: readonly Manifest[]): Promise<string> =>
  kubectl(['apply', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) });

/** One object, or undefined where there is none. */
export const find = async <T>(namespace: string, kind: string, name: string): Promise<T | undefined> => {
  const text = await kubectl(['get', kind, name, '-n', namespace, '-o', 'json', '--ignore-not-found']);
  return text === '' ? undefined : (JSON.parse(text) as T);
};

/** One object that must exist. */
export const get = async <T>(namespace: string, kind: string, name: string): Promise<T> =>
  JSON.parse(await kubectl(['get', kind, name, '-n', namespace, '-o', 'json'])) as T;

/** All objects of a kind in a namespace. */
export const list = async <T>(namespace: string, kind: string, ...args: readonly string[]): Promise<readonly T[]> =>
  (JSON.parse(await kubectl(['get', kind, '-n', namespace, '-o', 'json', ...args])) as { items: readonly T[] }).items;

/** A key of a Secret, decoded. */
export const secretKey = async (namespace: string, name: string, key: string): Promise<string> => {
  const secret = await get<{ readonly data: Readonly<Record<string, string>> }>(namespace, 'secret', name);
  const value = secret.data[key];
  if (value === undefined) throw new Error(`Secret ${namespace}/${name} has no key ${key}`);
  return Buffer.from(value, 'base64').toString('utf8');
};
