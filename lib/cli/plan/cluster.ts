import type { Manifest } from '../../manifest';
import { isCascadeFinalizer, recordName, recordOf } from '../../plan/argocd/fate';
import { type LiveClaim, type LiveFacts, type LiveSecret, placeName } from '../../plan/live';
import { type LiveQuestions, liveQuestions } from '../../plan/live-questions';
import { keysOf } from '../doctor/secrets';
import { type Cluster, find, isProblem, type Problem, select } from '../kubectl';
import { nameOf, specOf } from '../status/place';
import { claimAt, guardsAt } from './cluster-objects';

/** What the cluster says of one environment, and for people why it says less. */
export interface Asked {
  readonly live?: LiveFacts;
  readonly notices: readonly string[];
}

/** Where to ask. */
export interface LivePlace {
  readonly context: string;
  /** Namespace of Argo CD. */
  readonly argocd: string;
}

/**
 * Asks a cluster for what a plan cannot know without it, and only reads. Where there is no answer the plan says what it says without one;
 * after a question that the cluster did not answer at all no other is asked.
 */
export const liveReader = (place: LivePlace) => {
  let silent = false;
  return async (environment: string, before: readonly Manifest[], after: readonly Manifest[]): Promise<Asked> => {
    const wanted = liveQuestions(before, after);
    if (silent || wanted.claims.length + wanted.secrets.length + wanted.removed.length === 0) return { notices: [] };
    const stranger = await strangerOf(before, place.context);
    const { live, problems } =
      stranger === undefined ? await factsOf(wanted, place, environment) : { problems: [stranger] };
    silent = problems.some(isSilence);
    const [first] = problems.map(({ problem }) => problem);
    const subject = environment === '' ? '' : ` of ${environment}`;
    const notices = first === undefined ? [] : [`not all${subject} is known from the cluster: ${first}`];
    return live === undefined ? { notices } : { live, notices };
  };
};

const isSilence = ({ cause }: Problem): boolean => cause === undefined;

/**
 * Why this is not the cluster of the environment: its live record must be the one that Git had. Another cluster may have objects of the
 * same names, and what they say would hide a danger. Manifests without a record are asked for as they are.
 */
const strangerOf = async (before: readonly Manifest[], context: string): Promise<Problem | undefined> => {
  const record = recordOf(before);
  if (record === undefined) return undefined;
  const namespace = String(record.namespace);
  const live = await find({ namespace, context }, 'configmap', recordName);
  if (isProblem(live)) return live;
  const data = (live?.data ?? {}) as Readonly<Record<string, unknown>>;
  return data.environment === record.environment && data.cluster === record.cluster
    ? undefined
    : {
        problem: `it has no such environment in the namespace ${namespace}: is the context the right one?`,
        cause: 'no-namespace',
      };
};

/** Whether the Application of an environment cascades; nothing where Argo CD runs in another cluster, or has none of this directory. */
const applicationOf = async (cluster: Cluster, environment: string): Promise<Pick<LiveFacts, 'cascade'> | Problem> => {
  const found = await find(cluster, 'applications.argoproj.io', environment);
  if (found === undefined) return {};
  if (isProblem(found)) return found.cause === 'unknown-kind' || found.cause === 'no-namespace' ? {} : found;
  const { source } = specOf<{ readonly source: { readonly path?: string } }>(found);
  if (source?.path?.split('/').at(-1) !== environment) return {};
  const finalizers = (found.metadata.finalizers ?? []) as readonly string[];
  return { cascade: finalizers.some(isCascadeFinalizer) };
};

interface Facts {
  readonly live: LiveFacts;
  readonly problems: readonly Problem[];
}

const factsOf = async (
  { claims, storageClasses, secrets, removed, application }: LiveQuestions,
  { context, argocd }: LivePlace,
  environment: string,
): Promise<Facts> => {
  const problems: Problem[] = [];
  const at = (namespace: string): Cluster => ({ namespace: namespace === '' ? 'default' : namespace, context });
  /** What was answered; a problem is noted, and no answer. */
  const known = async <T extends object>(answer: Promise<T | undefined | Problem>): Promise<T | undefined> => {
    const got = await answer;
    if (got === undefined || !isProblem(got)) return got as T | undefined;
    problems.push(got);
    return undefined;
  };
  /** One after the other, however many there are; none after one that the cluster did not answer at all. */
  const inTurn = async <T, R>(items: readonly T[], question: (item: T) => Promise<R>): Promise<readonly R[]> => {
    const got: R[] = [];
    for (const item of items) if (!problems.some(isSilence)) got.push(await question(item));
    return got;
  };
  const [ofClaims, ofClasses, ofSecrets, ofRemoved] = await Promise.all([
    inTurn(claims, async (one): Promise<Entry<LiveClaim>> => {
      const claim = await claimAt(at(one.namespace), one, known);
      return [placeName(one.namespace, one.name), claim];
    }),
    storageClasses ? known(select(at(''), 'storageclass')) : [],
    inTurn(secrets, async ({ namespace, name }): Promise<Entry<LiveSecret>> => {
      const keys = keysOf(at(namespace), { kind: 'Secret', name });
      return [placeName(namespace, name), (await keys) === undefined ? 'absent' : await known(keys)];
    }),
    inTurn(byKind(removed), async (objects) => (await known(guardsAt(at(objects[0]?.namespace ?? ''), objects))) ?? {}),
  ]);
  const [cascade] = await inTurn(application && environment !== '' ? [environment] : [], (id) =>
    known(applicationOf(at(argocd), id)),
  );
  const live: LiveFacts = {
    ...cascade,
    claims: answered(ofClaims),
    storageClasses: Object.fromEntries(
      (ofClasses ?? []).map((one) => [nameOf(one), { expandable: one.allowVolumeExpansion === true }]),
    ),
    secrets: answered(ofSecrets),
    guards: Object.assign({}, ...ofRemoved),
  };
  return { live, problems };
};

type Entry<T> = readonly [string, T | undefined];

const answered = <T>(entries: readonly Entry<T>[]): Readonly<Record<string, T>> =>
  Object.fromEntries(entries.flatMap(([name, fact]) => (fact === undefined ? [] : [[name, fact] as const])));

/** Objects of one kind and namespace: a question each. */
const byKind = (objects: LiveQuestions['removed']): readonly LiveQuestions['removed'][] => {
  const groups = new Map<string, LiveQuestions['removed']>();
  for (const one of objects) {
    const group = `${one.apiVersion} ${one.kind} ${one.namespace}`;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return [...groups.values()];
};
