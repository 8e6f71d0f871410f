import type { Manifest } from '../../manifest';
import { keepsData } from '../data';
import { containersOf, podSpecOf, rollingKinds } from '../kubernetes/pods';
import { type Fields, itemsAt, valueAt } from '../object';
import type { ObjectChange } from '../rule';
import { type DatabaseImage, databaseImage } from './image';

/** A container of the same name on both sides that runs PostgreSQL on data that stays. */
export interface DatabaseContainer {
  readonly name: string;
  readonly before: Fields;
  readonly after: Fields;
  readonly imageBefore: DatabaseImage;
  readonly imageAfter: DatabaseImage;
}

/** Whether the same data is mounted before and after: then what the server needs of it must still hold. */
export const keepsItsData = ({ kind, before, after }: ObjectChange): boolean =>
  rollingKinds.has(kind) &&
  (keepsData(before) || mountsClaims(before)) &&
  after !== undefined &&
  claimsOf(before).join() === claimsOf(after).join();

const mountsClaims = (manifest: Manifest | undefined): boolean => claimsOf(manifest).length > 0;

/** Names of what is mounted: of claims, and of claim templates. */
export const claimsOf = (manifest: Manifest | undefined): readonly string[] =>
  [
    ...itemsAt(podSpecOf(manifest), 'volumes').map((volume) => valueAt(volume, 'persistentVolumeClaim', 'claimName')),
    ...itemsAt(manifest, 'spec', 'volumeClaimTemplates').map((template) => valueAt(template, 'metadata', 'name')),
  ]
    .filter((name) => typeof name === 'string')
    .sort();

export const databaseContainers = (change: ObjectChange): readonly DatabaseContainer[] => {
  if (!keepsItsData(change)) return [];
  const after = containersOf(change.after);
  return containersOf(change.before).flatMap((one) => {
    const other = after.find(({ name }) => name === one.name);
    const isServer =
      databaseImage(one.image) !== undefined || variables.some((name) => variableOf(one, name) !== undefined);
    return other === undefined || !isServer
      ? []
      : [{ name: String(one.name), before: one, after: other, imageBefore: imageOf(one), imageAfter: imageOf(other) }];
  });
};

/** Whoever has one of them is PostgreSQL, whatever its image is called. */
const variables = ['PGDATA', 'PGFLEET_MAJOR', 'POSTGRES_DB', 'POSTGRES_USER'];

/** Our own image says its major in a variable, and the official one in another. */
const imageOf = (container: Fields): DatabaseImage => {
  const known = databaseImage(container.image);
  const major = variableOf(container, 'PGFLEET_MAJOR') ?? variableOf(container, 'PG_MAJOR') ?? known?.major;
  const repository = known?.repository ?? String(container.image).replace(/@.*$|:[^:/]*$/, '');
  return { repository, major: major === undefined ? undefined : String(major), layout: known?.layout };
};

/** Value of a variable of a container, where it is written. */
export const variableOf = (container: Fields, name: string): unknown =>
  itemsAt(container, 'env').find((variable) => variable.name === name)?.value;

/** The path of a container in the template of a workload. */
export const containerPath = (change: ObjectChange, name: string): string =>
  `spec.template.spec.${itemsAt(podSpecOf(change.after), 'containers').some((one) => one.name === name) ? 'containers' : 'initContainers'}[${name}]`;
