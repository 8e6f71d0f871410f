import type { ActiveChecks, CheckLevel, Environment } from '../defaults/environment';
import type { CheckedServer } from './check-servers';
import { type Kept, keptForLogs, type Step, type Work } from './job';
import { names } from './names';
import { fileMode } from './security';
import { podField } from './variables';
import { configMap, type MountedVolume, projected, scratch } from './volumes';

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
  server: CheckedServer,
  checks: ActiveChecks,
  level: CheckLevel,
  occasion: keyof typeof occasions,
): Work => {
  const { waitSeconds, kept } = occasions[occasion];
  return {
    component: 'check',
    // Without the labels of a workload identity: they would bring a token.
    account: { name: names.check(env), podLabels: {} },
    steps: [checkStep(env, server, checks, level, waitSeconds), reportStep(env, server, checks, level)],
    placement: checks.priorityClassName === '' ? {} : { priorityClassName: checks.priorityClassName },
    deadlineSeconds: checks.deadlineSeconds,
    kept,
  };
};

const checkStep = (
  env: Environment,
  server: CheckedServer,
  checks: ActiveChecks,
  level: CheckLevel,
  waitSeconds: number,
): Step => {
  const { deadlineSeconds } = checks;
  const seconds = deadlineSeconds - Math.min(aroundSeconds, Math.ceil(deadlineSeconds / 4));
  return {
    script: 'check.sh',
    image: env.images.tools,
    variables: {
      PGFLEET_ENVIRONMENT: server.title,
      PGFLEET_CHECK_LEVEL: level,
      PGFLEET_CHECK_SKIP: checks.skip.join(' '),
      PGFLEET_CHECK_JOBS: String(checks.jobs),
      PGFLEET_STATEMENT_SECONDS: String(checks.statementSeconds),
      // The wait is part of it.
      PGFLEET_CHECK_SECONDS: String(seconds),
      PGFLEET_WAIT_SECONDS: String(Math.min(waitSeconds, Math.ceil(seconds / 2))),
      ...server.variables,
    },
    volumes: [
      scriptsVolume(env),
      configMap('checks', '/pgfleet/checks', names.checks(env), fileMode.readable),
      ...server.login,
      result,
      // A list of everything that is judged, one statement for each relation.
      scratch('tmp', '/tmp', '256Mi'),
    ],
    resources: checkResources,
  };
};

const reportStep = (
  env: Environment,
  server: CheckedServer,
  { report, failOn }: ActiveChecks,
  level: CheckLevel,
): Step => ({
  script: 'report.sh',
  image: env.images.tools,
  variables: {
    PGFLEET_ENVIRONMENT: server.title,
    PGFLEET_CHECK_LEVEL: level,
    PGFLEET_FAIL_ON: failOn,
    ...(report === undefined
      ? {}
      : { PGFLEET_REPORT_DIRECTORY: reportsPath, PGFLEET_REPORT_KEEP: String(report.keep) }),
    PGFLEET_WORKLOAD: server.workload,
    PGFLEET_NAMESPACE: env.namespace.name,
    PGFLEET_POD: podField('metadata.name'),
    PGFLEET_POD_UID: podField('metadata.uid'),
  },
  volumes: [
    scriptsVolume(env),
    { ...result, readOnly: true },
    ...(report === undefined ? [] : [reportsVolume(server)]),
    token,
    // Not that of the check, where a login may have left something.
    scratch('report-tmp', '/tmp', '64Mi'),
  ],
  resources: reportResources,
});

export const scriptsVolume = (env: Environment): MountedVolume =>
  configMap('scripts', '/pgfleet/scripts', names.checkScripts(env), fileMode.executable);

/** What the first step leaves for the second one. */
const result = scratch('result', '/pgfleet/result', '64Mi');

const reportsPath = '/pgfleet/reports';

export const reportsVolume = (server: CheckedServer): MountedVolume => ({
  path: reportsPath,
  readOnly: false,
  volume: { name: 'reports', persistentVolumeClaim: { claimName: names.reports(server) } },
});

/** Where Kubernetes itself would mount it, but in one container alone. */
const token = projected('token', '/var/run/secrets/kubernetes.io/serviceaccount', [
  { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
]);
