import { withOwners } from '../../lib/gitops/codeowners';

const block = (...lines: readonly string[]): string =>
  [
    '# pgfleet: made by "npm run synth" from `owner` of each environment - do not edit',
    ...lines,
    '# pgfleet: end',
    '',
  ].join('\n');
const shop = { id: 'shop', owner: 'team-shop' };
const lines = ['/environments/shop/ @example/team-shop', '/dist/shop/ @example/team-shop'];

test('an environment has its values and its manifests owned, in the order of their names', () => {
  const orders = { id: 'orders', owner: 'team-b' };
  expect(withOwners('', '@example/', [shop, orders])).toBe(
    block('/environments/orders/ @example/team-b', '/dist/orders/ @example/team-b', ...lines),
  );
});

test('one without an owner is left to the lines above', () => {
  expect(withOwners('', '@', [{ id: 'shop', owner: '' }])).toBe(block());
});

test('lines of people stay where they are, and ours come after them, since the last match wins', () => {
  expect(withOwners('* @example/platform', '@example/', [shop])).toBe(`* @example/platform\n${block(...lines)}`);
});

test('only what stands between the two marks changes', () => {
  const present = `* @a\n${block('/environments/gone/ @b')}/docs/ @c\n`;
  expect(withOwners(present, '@example/', [shop])).toBe(`* @a\n${block(...lines)}/docs/ @c\n`);
});

test('written a second time it is the same', () => {
  const once = withOwners('* @a\n', '@example/', [shop]);
  expect(withOwners(once, '@example/', [shop])).toBe(once);
});
