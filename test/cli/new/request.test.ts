import { newRequest } from '../../../lib/cli/new/request';
import { hostileNames } from '../hostile-names';

const profile = { profile: 'development', owner: 'team-shop', database: 'shop' };
const today = '2026-11-20';

test('there are sixty hostile names and more, all different', () => {
  expect(new Set(hostileNames).size).toBe(hostileNames.length);
  expect(hostileNames.length).toBeGreaterThanOrEqual(60);
});

test.each(hostileNames.map((name) => [name.slice(0, 50)]))('%j is refused with a reason', (shown) => {
  const name = hostileNames.find((one) => one.startsWith(shown)) ?? '';
  expect(newRequest(name, profile, today)).toEqual({
    problem: expect.stringMatching(/^".*" (holds|has|is|must) .{10}/s),
  });
});

test('everything that is missing is named at once', () => {
  expect(newRequest(undefined, {}, today)).toEqual({
    problem:
      'missing: the name of the environment (or --feature), --profile, --owner, --database; or --from, to copy another environment',
    incomplete: true,
  });
  expect(newRequest(undefined, profile, today)).toEqual({
    problem: 'missing: the name of the environment (or --feature)',
    incomplete: true,
  });
  expect(newRequest(undefined, { feature: 'x' }, today)).toEqual({
    problem: 'missing: --owner, --database; or --from, to copy another environment',
    incomplete: true,
  });
});

test('an environment and a branch cannot both give the name', () => {
  expect(newRequest('dev', { ...profile, feature: 'x' }, today)).toEqual({
    problem: '--feature makes the name from the branch: leave out the other one',
  });
});

test('a copy has a profile already', () => {
  expect(newRequest('dev', { ...profile, from: 'qa' }, today)).toMatchObject({
    problem: expect.stringContaining('--profile'),
  });
});

test('the role is called like the database where nobody says otherwise', () => {
  expect(newRequest('dev', profile, today)).toMatchObject({ chosen: { database: 'shop', dbOwner: 'shop' } });
  expect(newRequest('dev', { ...profile, dbOwner: 'app' }, today)).toMatchObject({ chosen: { dbOwner: 'app' } });
});

test('a feature ends after two weeks and leaves nothing behind, if nobody says otherwise', () => {
  expect(newRequest(undefined, { feature: 'fix-1', owner: 'team-shop', database: 'shop' }, '2026-12-24')).toEqual({
    id: 'fix-1',
    from: undefined,
    chosen: {
      description: 'Branch fix-1',
      profile: 'development',
      deletionPolicy: 'Delete',
      expires: '2027-01-07',
      owner: 'team-shop',
      database: 'shop',
      dbOwner: 'shop',
    },
  });
  expect(newRequest(undefined, { feature: 'fix-1', from: 'dev', expires: '2026-11-21' }, today)).toMatchObject({
    from: 'dev',
    chosen: { profile: undefined, expires: '2026-11-21', description: 'Branch fix-1' },
  });
});

test('an end that is over is refused', () => {
  expect(newRequest('dev', { ...profile, expires: '2026-11-19' }, today)).toEqual({
    problem: '--expires 2026-11-19 is over: today is 2026-11-20',
  });
  expect(newRequest('dev', { ...profile, expires: today }, today)).not.toHaveProperty('problem');
});

test('what git would not call a branch is refused', () => {
  expect(newRequest(undefined, { ...profile, profile: undefined, feature: 'a b' }, today)).toEqual({
    problem: '"a b" cannot be the name of a branch',
  });
});
