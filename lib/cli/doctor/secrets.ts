import type { Environment } from '../../defaults/environment';
import { ask, type Cluster, isProblem, type Problem } from '../kubectl';
import { failed, type Line, ok, unknown, warning } from '../status/line';
import { type Need, needsOf } from './needs';
import type { Examination } from './scope';

/** The Secrets that people make, one line for each environment that needs some. */
export const secrets: Examination = async ({ cluster, environments }) => {
  const namespaces = await ask(cluster, ['get', 'namespace', '-o', 'name']);
  const there = isProblem(namespaces) ? undefined : new Set((namespaces as string).split('\n'));
  return (
    await Promise.all(
      environments.map(async (env) => {
        const needs = needsOf(env);
        if (needs.length === 0) return [];
        const { name: namespace } = env.namespace;
        if (there !== undefined && !there.has(`namespace/${namespace}`)) return [notYet(env, needs)];
        const answers = await Promise.all(needs.map((need) => keysOf({ ...cluster, namespace }, need)));
        return [judgeNeeds(env, needs, answers)];
      }),
    )
  ).flat();
};

/** Names of keys: kubectl prints no value. undefined: there is no such object. */
export const keysOf = async (
  cluster: Cluster,
  { kind, name }: Pick<Need, 'kind' | 'name'>,
): Promise<readonly string[] | undefined | Problem> => {
  const template = 'go-template={{.kind}}{{"\\n"}}{{range $key, $value := .data}}{{$key}}{{"\\n"}}{{end}}';
  const answer = await ask(cluster, ['get', kind.toLowerCase(), name, '--ignore-not-found', '-o', template]);
  if (isProblem(answer)) return answer;
  const [first = '', ...keys] = (answer as string).split('\n').filter((line) => line !== '');
  return first === '' ? undefined : keys;
};

export const judgeNeeds = (
  env: Environment,
  needs: readonly Need[],
  answers: readonly (readonly string[] | undefined | Problem)[],
): Line => {
  const name = `Secrets of ${env.id}`;
  const faults = needs.flatMap((need, index) => faultOf(need, answers[index]));
  if (faults.length > 0) return failed(name, faults.join('; '), `in the namespace ${env.namespace.name}`);
  const problem = answers.find((answer) => isProblem(answer)) as Problem | undefined;
  return problem === undefined
    ? ok(name, [...new Set(needs.map((need) => need.name))].join(', '))
    : unknown(name, problem.problem);
};

const faultOf = (
  { kind, name, keys, setting }: Need,
  answer: readonly string[] | undefined | Problem,
): readonly string[] => {
  if (answer === undefined) return [`there is no ${kind} ${name} (${setting})`];
  if (isProblem(answer)) return [];
  const missing = keys.filter((key) => !answer.includes(key));
  return missing.length === 0 ? [] : [`the ${kind} ${name} (${setting}) has no key ${missing.join(', ')}`];
};

const notYet = (env: Environment, needs: readonly Need[]): Line =>
  warning(
    `Secrets of ${env.id}`,
    `the namespace ${env.namespace.name} is not there yet; it will need ${[...new Set(needs.map(({ name }) => name))].join(', ')}`,
  );
