import { compareSeverity } from '../../lib/plan/change';
import { rules } from '../../lib/plan/rules';
import { document, documented, documentedAs } from './accuracy';
import { corpus, happenings } from './corpus';
import { agreement, verdictOf } from './verdict';

const pairs = corpus();
const rows = pairs.map((pair) => ({ pair, verdict: verdictOf(pair), happens: pair.happens }));

/** Rules that no pair shows, and why. */
const notShown: Readonly<Record<string, string>> = {
  'action-discards-data': 'the kind has no definition in the cluster of the tier',
  'claim-unencrypted': 'no cluster shows what a disk holds',
  'secret-missing': 'only plan --cluster says it',
  'memory-exceeded': 'values.yaml refuses it before plan sees it',
};

test('the corpus has at least 150 pairs, each under a name of its own', () => {
  expect(new Set(pairs.map(({ id }) => id)).size).toBe(pairs.length);
  expect(pairs.length).toBeGreaterThanOrEqual(150);
});

test('what a cluster does is in the order of severity', () => {
  expect([...happenings].sort(compareSeverity)).toEqual([...happenings]);
});

test.each(rows.map((row) => [row.pair.id, row] as const))('plan agrees with the cluster about %s', (_, row) => {
  expect(['agrees', 'judged', 'unknown']).toContain(agreement(row.pair, row.verdict));
});

test('without a word about the cluster no danger is classed lower either', () => {
  const low = pairs.filter((pair) => {
    const verdict = verdictOf(pair, {});
    return agreement(pair, verdict) === 'too low' && !verdict.unknown;
  });
  expect(low.map(({ id }) => id)).toEqual([]);
});

test('every rule is seen in a pair, but for those that a cluster cannot show', () => {
  const seen = new Set(rows.flatMap(({ verdict }) => verdict.codes));
  expect(
    rules
      .map(({ id }) => id)
      .filter((id) => !seen.has(id))
      .sort(),
  ).toEqual(Object.keys(notShown).sort());
});

test('docs/plan/accuracy.md tells what was seen and what plan says', () => {
  const parts = documentedAs(rows);
  if (process.env.PGFLEET_WRITE_DOCS === '1') document(parts);
  expect(documented()).toEqual(parts);
});
