import { planManifests } from '../../../lib/plan/plan';
import type { Rule } from '../../../lib/plan/rule';
import { rules, withUniqueIds } from '../../../lib/plan/rules';
import type { Case, Verdicts } from './case';
import { claims } from './claims';
import { databases } from './databases';
import { networks } from './networks';
import { objects } from './objects';
import { starts } from './starts';

const cases: Readonly<Record<string, Verdicts>> = { ...claims, ...objects, ...databases, ...networks, ...starts };
const codes = ({ before, after, context }: Case): readonly string[] =>
  planManifests(before, after, context).map(({ code }) => code);

const table = (side: keyof Verdicts): readonly (readonly [string, string, Case])[] =>
  Object.entries(cases).flatMap(([id, verdicts]) => verdicts[side].map((one) => [id, one.title, one] as const));

test.each(table('finds'))('%s finds a change %s', (id, _, one) => {
  expect(codes(one)).toContain(id);
});

test.each(table('passes'))('%s lets pass a change %s', (id, _, one) => {
  expect(codes(one)).not.toContain(id);
});

test('every rule has cases of both verdicts', () => {
  expect(Object.keys(cases).sort()).toEqual(rules.map(({ id }) => id).sort());
  expect(Object.values(cases).filter(({ finds, passes }) => finds.length === 0 || passes.length === 0)).toEqual([]);
});

test('every case that passes is a change', () => {
  const silent = table('passes').filter(([, , one]) => codes(one).length === 0);
  expect(silent.map(([id, title]) => `${id} ${title}`)).toEqual([
    'claim-shrinks the same in another unit',
    'claim-retention-delete to what is the standard',
    'service-retargeted to nothing else',
    'secret-source-changed by nothing',
  ]);
});

test('two rules with one id fail at start', () => {
  const rule = rules[0] as Rule;
  expect(() => withUniqueIds([rule, rule])).toThrow(rule.id);
});
