import { isFields } from '../object';

/**
 * What tells the items of a list apart, by the name of the list. Source: the patchMergeKey and listMapKey markers of kubernetes
 * staging/src/k8s.io/api.
 */
const itemKeys: Readonly<Record<string, readonly (readonly string[])[]>> = {
  containers: [['name']],
  initContainers: [['name']],
  ephemeralContainers: [['name']],
  env: [['name']],
  volumes: [['name']],
  imagePullSecrets: [['name']],
  secrets: [['name']],
  volumeMounts: [['mountPath']],
  volumeDevices: [['devicePath']],
  hostAliases: [['ip']],
  topologySpreadConstraints: [['topologyKey', 'whenUnsatisfiable']],
  ports: [
    ['containerPort', 'protocol'],
    ['port', 'protocol'],
  ],
  volumeClaimTemplates: [['metadata.name']],
  items: [['key']],
  ownerReferences: [['uid']],
};

/** A protocol that is not written is TCP. */
const absent: Readonly<Record<string, string>> = { protocol: 'TCP' };

/** Items by what tells them apart; undefined where they have no such key, or two have the same. */
export const keyedItems = (field: string, list: readonly unknown[]): ReadonlyMap<string, unknown> | undefined => {
  for (const fields of itemKeys[field] ?? []) {
    const items = new Map(list.map((item) => [keyOf(item, fields), item] as const));
    if (items.size === list.length && !items.has(undefined)) return items as ReadonlyMap<string, unknown>;
  }
  return undefined;
};

const keyOf = (item: unknown, fields: readonly string[]): string | undefined => {
  const parts = fields.map((field) => partOf(item, field));
  if (parts.includes(undefined)) return undefined;
  return parts.filter((part, index) => index === 0 || part !== absent[fields[index] ?? '']).join('/');
};

const partOf = (item: unknown, field: string): string | undefined => {
  const value = field.split('.').reduce<unknown>((node, part) => (isFields(node) ? node[part] : undefined), item);
  return value === undefined || value === null ? absent[field] : String(value);
};

/** Lists of kinds of the API server in which the order says nothing. */
const sets: ReadonlySet<string> = new Set([
  'accessModes',
  'policyTypes',
  'loadBalancerSourceRanges',
  'externalIPs',
  'add',
  'drop',
  'verbs',
  'resources',
  'apiGroups',
  'resourceNames',
  'nonResourceURLs',
  'subjects',
  'finalizers',
  'from',
  'to',
  'except',
  'values',
  'matchExpressions',
  'tolerations',
  'supplementalGroups',
  'sysctls',
  'scopes',
  'limits',
  'mountOptions',
]);

/** The same, where the name alone does not say it. */
const setsOfKinds: Readonly<Record<string, readonly string[]>> = {
  'networking.k8s.io/NetworkPolicy': ['ingress', 'egress', 'ports'],
  'rbac.authorization.k8s.io/Role': ['rules'],
  'rbac.authorization.k8s.io/ClusterRole': ['rules'],
};

export const isSet = (kind: string, field: string): boolean =>
  sets.has(field) || (setsOfKinds[kind]?.includes(field) ?? false);
