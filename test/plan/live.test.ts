import type { LiveClaim, LiveFacts } from '../../lib/plan/live';
import { liveQuestions } from '../../lib/plan/live-questions';
import { planManifests } from '../../lib/plan/plan';
import { claim, container, deployment, object, statefulSet } from './manifests';

const nothing: LiveFacts = { claims: {}, storageClasses: {}, secrets: {}, guards: {} };
const sync = 'argocd.argoproj.io/sync-options';
const guarded = (options: string) => claim('1Gi', {}, { name: 'data', annotations: { [sync]: options } });
const reading = (name: string) => deployment({ containers: [container({ envFrom: [{ secretRef: { name } }] })] });

/** `class code` and what stays unknown. */
const judged = (
  before: ReturnType<typeof claim>,
  after: ReturnType<typeof claim> | undefined,
  live: Partial<LiveFacts>,
) =>
  planManifests([before], after === undefined ? [] : [after], { removed: false, live: { ...nothing, ...live } }).map(
    ({ class: risk, code, unknown }) => [`${risk} ${code}`, unknown],
  );

describe('a claim that grows', () => {
  const growing = (live: LiveClaim, expandable?: boolean) =>
    judged(claim('1Gi'), claim('2Gi'), {
      claims: { 'shop/data': live },
      storageClasses: expandable === undefined ? {} : { fast: { expandable } },
    });
  const bound: LiveClaim = { size: '1Gi', bound: true, storageClass: 'fast' };

  test.each([
    ['grows where its live class allows it', bound, true, 'in-place claim-grows', undefined],
    ['is refused where its live class does not', bound, false, 'refused claim-cannot-grow', undefined],
    ['is refused where it is not bound', { ...bound, bound: false }, true, 'refused claim-cannot-grow', undefined],
    ['is refused where the live one is larger', { ...bound, size: '4Gi' }, true, 'refused claim-shrinks', undefined],
    [
      'changes nothing where the live one has the size',
      { ...bound, size: '2Gi' },
      false,
      'in-place claim-grows',
      undefined,
    ],
    [
      'is not known where nobody knows the class',
      bound,
      undefined,
      'unclassified claim-growth-unknown',
      'allowVolumeExpansion of the StorageClass',
    ],
  ] as const)('%s', (_, live, expandable, verdict, unknown) => {
    expect(growing(live, expandable)).toEqual([[verdict, unknown]]);
  });

  test('is bound for all that is known where the cluster does not have it', () => {
    expect(judged(claim('1Gi'), claim('2Gi'), {})).toEqual([
      ['unclassified claim-growth-unknown', 'allowVolumeExpansion of the StorageClass, and whether the claim is bound'],
    ]);
  });

  test('goes by the cluster where somebody wrote down something else', () => {
    const [before, after] = [claim('1Gi', { storageClassName: 'fast' }), claim('2Gi', { storageClassName: 'fast' })];
    const context = { storageClasses: { fast: { expandable: true } } };
    const live = { ...nothing, storageClasses: { fast: { expandable: false } } };
    expect(planManifests([before], [after], { ...context, live }).map(({ code }) => code)).toEqual([
      'claim-cannot-grow',
    ]);
  });
});

describe('a claim that goes', () => {
  test.each([
    ['Retain', 'its volume stays (Retain)'],
    ['Delete', 'the data on its volume with it'],
  ])('takes along what the policy %s of its volume says', (reclaimPolicy, words) => {
    const live = { ...nothing, claims: { 'shop/data': { bound: true, reclaimPolicy } } };
    const [found] = planManifests([claim('1Gi')], [], { removed: false, live });
    expect(found).toMatchObject({ class: 'data-loss', code: 'claim-deleted', message: expect.stringContaining(words) });
    expect(found).not.toHaveProperty('unknown');
  });

  const identity = 'core/PersistentVolumeClaim/shop/data';

  test('stays where only the live object has the guard', () => {
    const guards = { [identity]: { [sync]: 'Prune=false' } };
    expect(judged(claim('1Gi'), undefined, { guards }).map(([verdict]) => verdict)).toEqual([
      'data-loss data-orphaned',
    ]);
  });

  test('goes where only Git had the guard', () => {
    const verdicts = judged(guarded('Prune=false'), undefined, { guards: { [identity]: {} } });
    expect(verdicts.map(([verdict]) => verdict)).toEqual(['data-loss claim-deleted']);
  });

  test('has the guard of Git where the cluster does not have it', () => {
    const verdicts = judged(guarded('Prune=false'), undefined, {});
    expect(verdicts.map(([verdict]) => verdict)).toEqual(['data-loss data-orphaned']);
  });
});

test('of a Secret that is there only its values are not known', () => {
  const live = { secrets: { 'shop/other': ['password'] } };
  expect(
    judged(reading('login'), reading('other'), live).find(([verdict]) => verdict?.endsWith('secret-source-changed')),
  ).toEqual(['unclassified secret-source-changed', 'whether it holds the same password']);
});

describe('what is asked', () => {
  const none = { claims: [], storageClasses: false, secrets: [], removed: [], application: false };

  test('is nothing of what stays, comes, or changes otherwise', () => {
    const before = [claim('1Gi'), statefulSet()];
    const after = [claim('1Gi'), statefulSet({}, { replicas: 2 }), claim('1Gi', {}, { name: 'new' })];
    expect(liveQuestions(before, after)).toEqual(none);
  });

  test('is the class of a claim of another size, and not its volume', () => {
    expect(liveQuestions([claim('1Gi')], [claim('2Gi')])).toMatchObject({
      claims: [{ namespace: 'shop', name: 'data', volume: false }],
      storageClasses: true,
      removed: [],
    });
  });

  test('is the volume of a claim that goes, and its guards', () => {
    expect(liveQuestions([claim('1Gi')], [])).toMatchObject({
      claims: [{ name: 'data', volume: true }],
      storageClasses: false,
      removed: [{ identity: 'core/PersistentVolumeClaim/shop/data' }],
      application: true,
    });
  });

  test('is a Secret that is read from now on', () => {
    expect(liveQuestions([reading('login')], [reading('other')]).secrets).toMatchObject([
      { namespace: 'shop', name: 'other' },
    ]);
  });

  test('is nothing of an object that does not say its namespace', () => {
    const { namespace: _, ...metadata } = claim('1Gi').metadata;
    expect(liveQuestions([object('v1/ConfigMap'), { ...claim('1Gi'), metadata }], [object('v1/ConfigMap')])).toEqual(
      none,
    );
  });
});
