import { codes, environment, shortest } from './resolved';

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
