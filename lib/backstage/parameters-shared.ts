import type { Parameter } from './parameter';

/** Questions about every environment. */
export const shared: readonly Parameter[] = [
  {
    name: 'description',
    title: 'Description',
    paths: [['description']],
    help: 'One sentence.',
  },
  {
    name: 'owner',
    title: 'Owner',
    paths: [['owner']],
    required: true,
    help: 'A group. It reviews changes, and is told when something is wrong.',
    // An item of the catalog, whatever its name: the limits of a label are checked with the pull request.
    field: {
      'ui:field': 'OwnerPicker',
      'ui:options': { catalogFilter: { kind: 'Group' }, allowArbitraryValues: false },
      pattern: undefined,
    },
    filter: "parseEntityRef({ defaultKind: 'group', defaultNamespace: 'default' }) | pick('name')",
  },
  {
    name: 'profile',
    title: 'Profile',
    paths: [['profile']],
    required: true,
    help: 'Development keeps little and costs little. Production has backups, checks and TLS.',
    choices: [
      ['development', 'Development'],
      ['production', 'Production'],
    ],
    default: 'development',
  },
  {
    name: 'expiresOn',
    title: 'Expires on',
    paths: [['expiresOn']],
    help: 'For the environment of a feature: the day after which it is proposed for deletion. Empty: never.',
    field: { 'ui:widget': 'date' },
  },
  {
    name: 'deletionPolicy',
    title: 'When the environment is deleted',
    paths: [['deletionPolicy']],
    help: 'Nothing chosen: the data stays.',
    choices: [
      ['Retain', 'The data stays in the cluster until an administrator deletes it'],
      ['Delete', 'The data is deleted with the environment'],
    ],
  },
];

export const accessNamespaces: Parameter = {
  name: 'accessNamespaces',
  title: 'Namespaces that may connect',
  paths: [['access', 'namespaces']],
  help: 'Namespaces of the applications, in lower-case letters, digits and "-". None: only the namespace of the database.',
};

/** A name that needs no quotes in SQL. */
export const plainName = '^[a-z][a-z0-9_]*$';

const amounts = (...values: readonly string[]): readonly (readonly [string, string])[] =>
  values.map((value) => [value, value.replace(/([GM])i$/, ' $1iB')]);

export const volumeSizes = amounts('1Gi', '2Gi', '5Gi', '10Gi', '20Gi', '50Gi', '100Gi', '200Gi', '500Gi');

/** Reserved and limit alike. `block`: where the resources of a server stand. */
export const memory = (block: string, help: string): Parameter => ({
  name: 'memory',
  title: 'Memory',
  paths: ['requests', 'limits'].map((amount) => [block, 'resources', amount, 'memory']),
  help: `${help} Nothing chosen: the memory of the organisation.`,
  choices: amounts('256Mi', '512Mi', '1Gi', '2Gi', '4Gi', '8Gi', '16Gi'),
});
