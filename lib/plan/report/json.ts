import type { JudgedChange } from '../allow';
import { summarize } from './summary';

/** For programs. One order of keys; a value that is absent is null. */
export const planJson = (changes: readonly JudgedChange[]): string =>
  JSON.stringify({ schemaVersion: 1, summary: summarize(changes), changes: changes.map(plain) }, undefined, 2);

const plain = (change: JudgedChange) => ({
  environment: change.environment,
  object: {
    apiVersion: change.object.apiVersion,
    kind: change.object.kind,
    namespace: change.object.namespace,
    name: change.object.name,
  },
  class: change.class,
  code: change.code,
  path: change.path,
  before: change.before ?? null,
  after: change.after ?? null,
  message: change.message,
  remedy: change.remedy,
  cause: change.cause,
  ...(change.unknown === undefined ? {} : { unknown: change.unknown }),
  ...(change.allowed === undefined ? {} : { allowed: change.allowed }),
});
