import { codes, environment, problems, shortest, usualDefaults } from './resolved';

test('namespaces are the short form of from', () => {
  const text = `access: {namespaces: [shop], from: [{cidr: 10.1.0.0/16}, {podLabels: {tier: a}}]}\n${shortest}`;
  expect(environment(text).accessFrom).toEqual([
    { namespace: 'shop' },
    { cidr: '10.1.0.0/16' },
    { podLabels: { tier: 'a' } },
  ]);
});

test('an access block that names no list is as good as none', () => {
  expect(environment(`access: {}\n${shortest}`).accessFrom).toEqual([{}]);
});

test.each([
  ['{from: [{}]}', 'Kubernetes reads an empty peer as everybody'],
  ['{from: [{podLabels: {}, namespaceLabels: {}}]}', 'so are empty labels'],
  ['{from: []}', 'an empty list would let everybody in'],
  ['{namespaces: []}', 'an empty list would let everybody in'],
  ['{from: [{cidr: 10.0.0.0/8, podLabels: {a: b}}]}', 'addresses and Pods are two peers'],
  ['{from: [{namespace: a, namespaceLabels: {a: b}}]}', 'a name or labels'],
])('%s is refused: %s', (access) => expect(codes(`access: ${access}\n${shortest}`)).toEqual(['invalid-value']));

describe('teams', () => {
  const withTeams = (teams: string): string => `access: {teams: [${teams}]}\n${shortest}`;

  test('are taken as they are written, whatever a single sign-on calls its groups', () => {
    const text = withTeams('{group: "oidc:shop", role: view}, {group: "/Shop developers/ü", role: operate}');
    expect(environment(text).teams).toEqual([
      { group: 'oidc:shop', role: 'view' },
      { group: '/Shop developers/ü', role: 'operate' },
    ]);
    expect(environment(shortest).teams).toEqual([]);
  });

  test('say nothing about who may connect', () => {
    expect(environment(withTeams('{group: shop, role: view}')).accessFrom).toEqual([{}]);
  });

  test.each([
    ['{group: "system:authenticated", role: view}', 'everybody who can log in'],
    ['{group: "system:masters", role: view}', 'those who may do everything anyway'],
    ['{group: "", role: view}', 'nobody'],
    ['{group: "a\\nb", role: view}', 'two lines'],
    ['{group: shop, role: admin}', 'no such role'],
    ['', 'an empty list'],
  ])('%s is refused: %s', (teams) => expect(codes(withTeams(teams))).toEqual(['invalid-value']));

  test('a group that is named twice is refused at the second', () => {
    expect(problems(withTeams('{group: shop, role: view}, {group: shop, role: operate}'))).toEqual([
      '1:53 invalid-value: the group "shop" is named twice: operate holds all of view',
    ]);
  });

  test('of the organisation hold for every environment that says nothing else', () => {
    const defaults = `${usualDefaults}access: {teams: [{group: everyone, role: view}]}\n`;
    expect(environment(shortest, { defaults }).teams).toEqual([{ group: 'everyone', role: 'view' }]);
    expect(environment(withTeams('{group: shop, role: view}'), { defaults }).teams).toEqual([
      { group: 'shop', role: 'view' },
    ]);
  });
});
