import type { ActiveChecks, CheckLevel, Environment } from '../defaults/environment';
import { checkContainer, checkJob, type FailOn } from './check/job';
import { junitProblem, junitReport } from './check/report';
import { type CheckResult, checkResultOf } from './check/result';
import { chosenEnvironment } from './chosen-environment';
import { type ChosenServer, chosenServer } from './chosen-server';
import { exitCode } from './exit-codes';
import { causesOf, type JobEnd, proseOf, waitForJob } from './job-wait';
import { type Cluster, create, isProblem, jobLog, type Problem } from './kubectl';
import { templateOf, waitSeconds } from './manual-job';
import { found, refuse } from './report';
import { harmless, print, say } from './terminal';

type Format = 'text' | 'json' | 'junit';

/** Starts a check from the CronJob of the environment, waits for its end, and prints the report. */
export const run = async (
  [id = '']: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> => {
  const format = options.output as Format;
  const environment = chosenEnvironment(id, format === 'junit' ? 'text' : format);
  if (typeof environment === 'number') return environment;
  const request = requestOf(environment, options);
  if (isProblem(request)) return refuse(request.problem);
  const cluster: Cluster = { namespace: environment.namespace.name, context: String(options.context ?? '') };
  const answer = await ask(cluster, environment, request);
  const { title } = request.server;
  if (isProblem(answer)) {
    // Empty is no JUnit XML, and a pipeline would show that it cannot read it in the place of the cause.
    const { problem, causes = [] } = answer;
    if (format === 'junit') print(junitProblem(title, request.level, problem, causes));
    return found(answer.problem);
  }
  const { job, log, result } = answer;
  if (format === 'junit') print(junitReport(title, result));
  else if (format === 'json')
    print(JSON.stringify({ schemaVersion: 1, environment: id, job, result: result.raw }, undefined, 2));
  else print(harmless(proseOf(log)));
  return verdict(request.server, result, request.failOn);
};

interface Request {
  readonly server: ChosenServer;
  readonly level: CheckLevel;
  readonly failOn: FailOn;
  readonly seconds: number;
}

const requestOf = (environment: Environment, options: Readonly<Record<string, unknown>>): Request | Problem => {
  const { checks, id, suspended } = environment;
  if (checks.level === 'none') return { problem: `${id} has no checks: checks.level is none` };
  if (suspended) return { problem: `${id} is suspended: there is no server to check` };
  const server = chosenServer(environment, options.vdb);
  if (isProblem(server)) return server;
  const active: ActiveChecks = checks;
  const seconds = waitSeconds(options.timeout, active.deadlineSeconds + graceSeconds);
  if (typeof seconds !== 'number') return seconds;
  return {
    server,
    level: (options.level as CheckLevel | undefined) ?? active.level,
    failOn: (options.failOn as FailOn | undefined) ?? active.failOn,
    seconds,
  };
};

/** `causes`: what the Pod says about it. */
interface NoReport extends Problem {
  readonly causes?: readonly string[];
}

interface Answer {
  readonly job: string;
  readonly log: string;
  readonly result: CheckResult;
}

const ask = async (
  cluster: Cluster,
  env: Environment,
  { server, level, failOn, seconds }: Request,
): Promise<Answer | NoReport> => {
  const template = await templateOf(cluster, env, `${server.name}-check`, 'checks');
  if (isProblem(template)) return template;
  const created = await create(cluster, checkJob(template, `${server.name}-check-manual`, level, failOn));
  if (isProblem(created)) return created;
  const job = created.metadata.name ?? '';
  say(`Job ${job} in ${cluster.namespace} checks at level ${level}; waiting up to ${seconds} s`);
  const end = await waitForJob(cluster, job, { seconds, setting: 'checks.deadlineSeconds' }, say);
  if (isProblem(end)) return end;
  // A Job whose findings fail it has a report like any other. One that goes on may say more.
  const result = end.state === 'unfinished' ? undefined : checkResultOf(end.log);
  return result === undefined ? without(cluster, job, end, seconds) : { job, log: end.log, result };
};

/** For a Job that its own deadline ends: it takes a moment to say so. */
const graceSeconds = 30;

/** There is no report: says why, as far as the Pod tells. */
const without = async (
  cluster: Cluster,
  job: string,
  { state, log, reason }: JobEnd,
  seconds: number,
): Promise<NoReport> => {
  // While nothing is written by the container that reports, the one before it is the one that failed.
  const before = log.trim() === '' ? await jobLog(cluster, job, checkContainer) : log;
  const causes = [...causesOf(proseOf(before)), ...(reason === '' ? [] : [reason])].map(harmless);
  for (const line of causes) say(line);
  const more = `kubectl -n ${cluster.namespace} logs job/${job} --all-containers`;
  return {
    causes,
    problem:
      state === 'unfinished'
        ? `the Job ${job} is not done after ${seconds} s and goes on: ${more} -f`
        : `the Job ${job} ended without a report: ${more}`,
  };
};

const verdict = ({ title, name }: ChosenServer, { worst, report }: CheckResult, failOn: FailOn): number => {
  if (report !== '') say(harmless(`the claim ${name}-reports keeps it as ${report}`));
  if (worst === 'none' || worst === 'info' || (worst === 'warning' && failOn === 'critical')) return exitCode.fine;
  return found(
    worst === 'unknown'
      ? `the check of ${title} did not come to a verdict`
      : `the check of ${title} has findings, the worst is ${worst}: pgfleet explain CODE says more`,
  );
};
