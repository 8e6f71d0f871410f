import type { Backup, Environment, Repository, VdbEnvironment } from '../../defaults/environment';

/** What is known of an environment that is about to go. */
export interface Going {
  readonly id: string;
  /** undefined: its values have mistakes. */
  readonly environment: Environment | undefined;
  /** What dist/ says, which is what Argo CD acts on; undefined: dist/ has nothing of it. */
  readonly deployed: { readonly retained: boolean; readonly claims: readonly string[] } | undefined;
  /** Environments that are made from its backups. */
  readonly namedBy: readonly string[];
  /** It is the only one. */
  readonly last: boolean;
}

/** What becomes of it, in words, by the policy that is deployed. Source: docs/argocd.md, "What is deleted, and what is not". */
export const fateOf = (going: Going): readonly string[] => [
  ...whatItIs(going),
  ...policyWords(going),
  ...(going.environment === undefined || going.deployed === undefined
    ? []
    : remains(going.environment, going.deployed.retained)),
  ...going.namedBy.map(
    (id) =>
      `${id} begins with its backups (bootstrap.environment): an empty volume of ${id} would be restored from wherever ${id} keeps its own`,
  ),
];

const whatItIs = ({ id, environment }: Going): readonly string[] => {
  if (environment === undefined)
    return [`${id}: its values have mistakes, so what it is cannot be said ("pgfleet validate ${id}" lists them)`];
  const { owner, namespace, cluster } = environment;
  return [`${id}: ${described(environment)}, of ${owner}, in namespace ${namespace.name} on ${cluster}`];
};

const described = (environment: Environment): string => {
  if (environment.kind === 'external') return `checks of the server ${environment.external.host}`;
  if (environment.kind === 'vdb')
    return environment.vdbs.map(({ name, source }) => `VDB ${name} made from ${source.reference}`).join(', ');
  const { version, name, storage } = environment.database;
  return `PostgreSQL ${version} with database ${name}, ${storage.size}${storage.ephemeral ? ' ephemeral' : ''}`;
};

const policyWords = ({ id, environment, deployed }: Going): readonly string[] => {
  if (deployed === undefined) return [`dist/${id} does not exist: nothing was deployed from here`];
  const wanted = environment?.deletionPolicy;
  const { retained, claims } = deployed;
  const things = [
    ...(claims.length === 0 ? [] : [`the ${claims.length === 1 ? 'claim' : 'claims'} ${claims.join(', ')}`]),
    ...(retained || environment?.namespace.create !== true ? [] : ['the namespace with all that is in it']),
  ];
  const listed = things.length === 0 ? '' : ` (${things.join(', and ')})`;
  if (retained)
    return [
      `deletionPolicy is Retain: Argo CD removes the Application; what holds or serves data stays, with no owner in Git${listed}`,
      ...(wanted === 'Delete'
        ? [`values.yaml says Delete, but dist/${id} still says Retain: synth and merge that first if it shall go`]
        : []),
    ];
  return [
    `deletionPolicy is Delete: Argo CD deletes everything${listed}`,
    ...(wanted === 'Retain'
      ? [`values.yaml says Retain, but dist/${id} still says Delete: synth and merge that first if it shall stay`]
      : []),
  ];
};

/** What is not decided by the policy alone, by kind. */
const remains = (environment: Environment, retained: boolean): readonly string[] => {
  if (environment.kind === 'external') return ['the server itself is not ours: nothing happens to it'];
  if (environment.kind === 'vdb') return retained ? [] : vdbWords(environment);
  const { backup } = environment;
  if (backup.method === 'none')
    return retained ? [] : ['there is no backup: what is not copied before the merge is lost'];
  return backup.repositories.flatMap((repository) => repositoryWords(backup.method, repository, retained));
};

const vdbWords = ({ vdbs }: VdbEnvironment): readonly string[] => [
  'what was written since they were made is lost; their sources are not touched',
  `their finalizer lets them go only while the operator of Delphix runs${vdbs.some(({ enabled }) => enabled) ? ': set enabled: false first, in a merge of its own, so that nobody works on them any more' : ''}`,
];

const repositoryWords = (method: Backup['method'], repository: Repository, retained: boolean): readonly string[] => {
  if (repository.type === 'volume')
    return [`its backups (${method}) are on a claim of the namespace, and ${retained ? 'stay' : 'go'} with it`];
  const { bucket, endpoint, path, cipher } = repository;
  return [
    `its backups (${method}) stay in bucket ${bucket} of ${endpoint}, below ${path.replace(/\/\d+$/, '/')}, until somebody deletes them: nothing expires them any more`,
    ...(cipher === undefined ? [] : [`they are encrypted: the passphrase is kept at ${cipher.keptAt}`]),
  ];
};

/** What is left to do, and with which words. */
export const stepsAfter = ({ id, environment, deployed, last }: Going): readonly string[] => {
  if (deployed === undefined) return [`Now: commit, where environments/${id} was in Git.`];
  const steps = [
    `npm run synth${deployed.retained ? ' -- --prune' : ''}`,
    `git add --all environments/${id} dist && git commit -m "delete ${id}"`,
    'merge: Argo CD does the rest; without it nothing in the cluster changes',
  ];
  return [
    'Now, in this order:',
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ...(last ? ['It was the only environment: synth changes nothing in dist/ until there is another one.'] : []),
    ...(deployed.retained && environment !== undefined ? cleanUp(environment) : []),
  ];
};

const ownKinds =
  'statefulset,cronjob,job,service,configmap,secret,persistentvolumeclaim,networkpolicy,rolebinding,role,serviceaccount';

const cleanUp = ({ id, namespace: { name, create } }: Environment): readonly string[] => [
  'To throw the data away as well, afterwards and by hand. This is the data, and cannot be undone:',
  create
    ? `  kubectl delete namespace ${name}`
    : `  kubectl -n ${name} delete ${ownKinds} -l pgfleet.dev/environment=${id}`,
];
