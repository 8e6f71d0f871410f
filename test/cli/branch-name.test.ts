import * as fc from 'fast-check';
import { branchName } from '../../lib/cli/branch-name';
import { environmentNameFault } from '../../lib/config/environment-names';

test.each([
  ['fix-login', 'fix-login'],
  ['feature/abc-123', 'feature-abc-123-127b526e'],
  ['Feature/ABC_123-ü', 'feature-abc-123-u-0cb184a7'],
  ['Straße/Ærø', 'strasse-aero-'],
  ['日本語', 'branch-'],
  ['argocd', 'argocd-'],
  [`long/${'x'.repeat(100)}`, `long-${'x'.repeat(26)}-`],
])('%s begins %s', (branch, begin) => {
  expect(branchName(branch)).toMatch(new RegExp(`^${begin}[0-9a-f]{0,8}$`));
});

test.each([
  '',
  '-x',
  '/x',
  'x/',
  'a//b',
  'a..b',
  'a b',
  'a\tb',
  'a~1',
  'a^',
  'a:b',
  'a?',
  'a*',
  '[a',
  'a\\b',
  '@',
  'a@{b',
  'a.',
  '.a',
  'a/.b',
  'a.lock',
  'a.lock/b',
  '\u0007',
])('%j is no branch', (branch) => expect(branchName(branch)).toBeUndefined());

test('branches that read the same have environments of their own', () => {
  const branches = ['a/b', 'a-b', 'A-b', 'a_b', 'a--b', 'á-b', 'á-b', 'a.b', 'a-b/'].filter((one) => branchName(one));
  expect(new Set(branches.map(branchName)).size).toBe(branches.length);
});

test('a branch that is called like the environment of another one has another', () => {
  const taken = branchName('a/b') ?? '';
  expect(branchName(taken)).not.toBe(taken);
});

const branch = fc.string({
  unit: fc.oneof(fc.constantFrom(...'abAB12/-_.'), fc.constantFrom(...'äßøЖ日é́')),
  minLength: 1,
  maxLength: 60,
});

test('every branch has a name that an environment may have, always the same one (property)', () => {
  fc.assert(
    fc.property(branch, (one) => {
      const name = branchName(one);
      if (name === undefined) return;
      expect(environmentNameFault(name)).toBeUndefined();
      expect(branchName(one)).toBe(name);
    }),
    { numRuns: 2000 },
  );
});

test('two branches never share a name (property)', () => {
  fc.assert(
    fc.property(fc.uniqueArray(branch, { minLength: 2, maxLength: 100 }), (branches) => {
      const names = branches.map(branchName).filter((name) => name !== undefined);
      expect(new Set(names).size).toBe(names.length);
    }),
  );
});
