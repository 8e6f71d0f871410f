import type { ActiveChecks, CheckLevel, Environment } from '../defaults/environment';
import { type Kept, keptForLogs, type Step, type Work } from './job';
import { names, podHost } from './names';
import { optional } from './repository';
import { fileMode } from './security';
import { podField, secretKey, type Variables } from './variables';
import { configMap, type MountedVolume, projected, scratch, volume } from './volumes';

/** Why a check is made, and for how long it waits for a database: the first start of one may take as long as a restore. */
const occasions = {
  scheduled: { waitSeconds: 600, kept: keptForLogs },
  // Never for seconds: a Job of dist/ that is gone is made anew by Argo CD. The next one takes its place.
  sync: { waitSeconds: 3600, kept: keptForLogs },
} as const satisfies Readonly<Record<string, { readonly waitSeconds: number; readonly kept: Kept }>>;

/** Of the deadline, for what is not the check: the image, the volumes, and the report with its Events. */
const aroundSeconds = 600;

const checkResources = {
  requests: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
  limits: { memory: '512Mi', 'ephemeral-storage': '1Gi' },
};
/** A report may have megabytes, and jq takes several times that. */
export const reportResources = {
  requests: { cpu: '10m', memory: '32Mi', 'ephemeral-storage': '16Mi' },
  limits: { memory: '256Mi', 'ephemeral-storage': '128Mi' },
};

/** One Pod, two steps: what talks to the database has no token of Kubernetes, and what has one sees neither certificate nor password. */
export const checkWork = (
  env: Environment,
  checks: ActiveChecks,
  level: CheckLevel,
  occasion: keyof typeof occasions,
): Work => {
  const { waitSeconds, kept } = occasions[occasion];
  return {
    component: 'check',
    // Without the labels of a workload identity: they would bring a token.
    account: { name: names.check(env), podLabels: {} },
    steps: [checkStep(env, checks, level, waitSeconds), reportStep(env, checks, level)],
    placement: checks.priorityClassName === '' ? {} : { priorityClassName: checks.priorityClassName },
    deadlineSeconds: checks.deadlineSeconds,
    kept,
  };
};

const checkStep = (env: Environment, checks: ActiveChecks, level: CheckLevel, waitSeconds: number): Step => {
  const { deadlineSeconds } = checks;
  const seconds = deadlineSeconds - Math.min(aroundSeconds, Math.ceil(deadlineSeconds / 4));
  return {
    script: 'check.sh',
    image: env.images.tools,
    variables: {
      PGFLEET_ENVIRONMENT: env.id,
      PGFLEET_CHECK_LEVEL: level,
      PGFLEET_CHECK_SKIP: checks.skip.join(' '),
      PGFLEET_CHECK_JOBS: String(checks.jobs),
      PGFLEET_STATEMENT_SECONDS: String(checks.statementSeconds),
      // The wait is part of it.
      PGFLEET_CHECK_SECONDS: String(seconds),
      PGFLEET_WAIT_SECONDS: String(Math.min(waitSeconds, Math.ceil(seconds / 2))),
      ...server(env),
    },
    volumes: [
      scriptsVolume(env),
      configMap('checks', '/pgfleet/checks', names.checks(env), fileMode.readable),
      ...login(env),
      result,
      // A list of everything that is judged, one statement for each relation.
      scratch('tmp', '/tmp', '256Mi'),
    ],
    resources: checkResources,
  };
};

const reportStep = (env: Environment, { report, failOn }: ActiveChecks, level: CheckLevel): Step => ({
  script: 'report.sh',
  image: env.images.tools,
  variables: {
    PGFLEET_ENVIRONMENT: env.id,
    PGFLEET_CHECK_LEVEL: level,
    PGFLEET_FAIL_ON: failOn,
    ...(report === undefined
      ? {}
      : { PGFLEET_REPORT_DIRECTORY: reportsPath, PGFLEET_REPORT_KEEP: String(report.keep) }),
    PGFLEET_WORKLOAD: env.kind === 'database' ? env.name : '',
    PGFLEET_NAMESPACE: env.namespace.name,
    PGFLEET_POD: podField('metadata.name'),
    PGFLEET_POD_UID: podField('metadata.uid'),
  },
  volumes: [
    scriptsVolume(env),
    { ...result, readOnly: true },
    ...(report === undefined ? [] : [reportsVolume(env)]),
    token,
    // Not that of the check, where a login may have left something.
    scratch('report-tmp', '/tmp', '64Mi'),
  ],
  resources: reportResources,
});

/** Where it is, and what is expected of it. The role's rights of a database of ours come from the agent beside it. */
const server = (env: Environment): Variables => {
  if (env.kind === 'external')
    return {
      PGHOST: env.external.host,
      PGPORT: String(env.external.port),
      PGUSER: secretKey(env.external.secret, env.external.keys.username),
      PGSSLMODE: env.external.tls.mode,
      PGDATABASE: env.external.database,
    };
  const { generation, dataChecksums, enableChecksums } = env.database;
  return {
    PGFLEET_GENERATION: String(generation),
    PGFLEET_CHECKSUMS: dataChecksums || enableChecksums ? 'on' : 'off',
    PGFLEET_MANAGED: 'yes',
    PGHOST: podHost(env),
    PGPORT: '5432',
    PGUSER: 'pgfleet_check',
    PGFLEET_COPY_USER: 'pgfleet_basebackup',
    PGSSLMODE: 'verify-full',
    PGDATABASE: 'postgres',
  };
};

/** All of it optional: a Job that starts can say what is missing, a Pod that waits for a Secret says nothing. */
const login = (env: Environment): readonly MountedVolume[] => {
  if (env.kind === 'database') return env.tls.client === undefined ? [] : [volume.tls(env.tls.client, true)];
  const { secret, keys, tls } = env.external;
  const file = (key: string, path: string) => [{ key, path }];
  return [
    projected('login', '/pgfleet/login', [optional('Secret', secret, file(keys.password, 'password'))]),
    ...(tls.ca === undefined
      ? []
      : [
          projected('tls', '/pgfleet/tls', [
            optional(tls.ca.from === 'secret' ? 'Secret' : 'ConfigMap', tls.ca.name, file(tls.ca.key, 'ca.crt')),
          ]),
        ]),
  ];
};

export const scriptsVolume = (env: Environment): MountedVolume =>
  configMap('scripts', '/pgfleet/scripts', names.checkScripts(env), fileMode.executable);

/** What the first step leaves for the second one. */
const result = scratch('result', '/pgfleet/result', '64Mi');

const reportsPath = '/pgfleet/reports';

export const reportsVolume = (env: Environment): MountedVolume => ({
  path: reportsPath,
  readOnly: false,
  volume: { name: 'reports', persistentVolumeClaim: { claimName: names.reports(env) } },
});

/** Where Kubernetes itself would mount it, but in one container alone. */
const token = projected('token', '/var/run/secrets/kubernetes.io/serviceaccount', [
  { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
]);
