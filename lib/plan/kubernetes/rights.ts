import type { Manifest } from '../../manifest';
import { type Fields, itemsAt, textsAt, valueAt } from '../object';

const roles: ReadonlySet<string> = new Set(['Role', 'ClusterRole']);
const bindings: ReadonlySet<string> = new Set(['RoleBinding', 'ClusterRoleBinding']);

/** What an object of RBAC allows, as one text for each verb on each resource, or for each subject. */
export const rightsOf = (manifest: Manifest | undefined): ReadonlySet<string> => {
  if (manifest === undefined) return new Set();
  if (roles.has(manifest.kind)) return new Set(itemsAt(manifest, 'rules').flatMap(ofRule));
  if (!bindings.has(manifest.kind)) return new Set();
  const role = `${String(valueAt(manifest, 'roleRef', 'kind'))} ${String(valueAt(manifest, 'roleRef', 'name'))}`;
  return new Set(
    itemsAt(manifest, 'subjects').map(
      ({ kind, namespace, name }) =>
        `${String(kind)} ${namespace === undefined ? '' : `${String(namespace)}/`}${String(name)} is ${role}`,
    ),
  );
};

const ofRule = (rule: Fields): readonly string[] => {
  const names = textsAt(rule, 'resourceNames');
  const targets = textsAt(rule, 'nonResourceURLs');
  const resources = textsAt(rule, 'resources').flatMap((resource) =>
    (names.length === 0 ? [''] : names).map((name) => `${resource}${name === '' ? '' : ` ${name}`}`),
  );
  const groups = textsAt(rule, 'apiGroups');
  return textsAt(rule, 'verbs').flatMap((verb) => [
    ...targets.map((target) => `${verb} ${target}`),
    ...resources.flatMap((resource) => groups.map((group) => `${verb} ${group === '' ? '' : `${group}/`}${resource}`)),
  ]);
};
