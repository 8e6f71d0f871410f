import type { Bootstrap } from './environment';
import type { Findings } from './findings';
import { foreignOrigin } from './foreign-repository';
import { at, goneOrigin, type Origin, otherOrigin, ownOrigin, type Restored, type Sources } from './restore/origin';
import { resolveTarget } from './restore/target';

type Values = NonNullable<Findings['values']['bootstrap']>;

/** The `bootstrap` block: whose backup an empty data directory is made from. */
export const resolveBootstrap = (
  findings: Findings,
  env: Restored,
  sources: Sources | undefined,
): Bootstrap | undefined => {
  const values = findings.values.bootstrap;
  if (values === undefined) return undefined;
  const target = resolveTarget(findings, values.target);
  const origin = resolveOrigin(findings, values, env, sources);
  if (origin === undefined) return undefined;
  return { ...origin, stanza: values.stanza ?? origin.stanza ?? 'main', target };
};

const resolveOrigin = (
  findings: Findings,
  values: Values,
  env: Restored,
  sources: Sources | undefined,
): Origin | undefined => {
  const { environment, repository, generation } = values;
  if (environment !== undefined && repository !== undefined) {
    findings.add('invalid-value', at('repository'), 'bootstrap has environment and repository: one of the two');
    return undefined;
  }
  if (repository !== undefined) {
    findings.noEffect(at('generation'), 'only bootstrap.environment has generations');
    return foreignOrigin(findings, repository, env);
  }
  if (environment === undefined) {
    findings.add(
      'missing-key',
      at('environment'),
      'bootstrap.environment is missing, or bootstrap.repository: whose backup is restored',
    );
    return undefined;
  }
  if (environment === env.id) return ownOrigin(findings, generation, env);
  if (sources === undefined) {
    findings.add(
      'invalid-value',
      at(),
      'bootstrap must be written without escapes: other environments are found by it',
    );
    return undefined;
  }
  if (!sources.ids.includes(environment)) return goneOrigin(findings, environment, generation ?? 1, env, sources);
  return otherOrigin(findings, environment, generation, env, sources);
};
