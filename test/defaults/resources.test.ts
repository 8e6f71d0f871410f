import { codes, environment, problems, shortest } from './resolved';

const resources = (text: string): string => `database: {name: a, owner: a, resources: ${text}}\n`;

test.each([
  '{requests: {memory: 2Gi}}',
  '{limits: {memory: 512Mi}}',
  '{requests: {cpu: 2}, limits: {cpu: 1}}',
  '{requests: {cpu: 2}, limits: {cpu: 1999m}}',
])('C30 %s asks for more than its limit', (text) => expect(codes(resources(text))).toEqual(['resources']));

test('C30 the finding stands at the amount that values.yaml writes', () => {
  expect(problems(resources('{limits: {memory: 512Mi}}'))).toEqual([
    '1:60 resources: resources.requests.memory 1Gi is more than resources.limits.memory 512Mi: set both',
  ]);
});

test.each(['{requests: {cpu: 0}}', '{requests: {cpu: 0m}}', '{requests: {memory: 1Mi}}', '{requests: {memory: "0"}}'])(
  'C30 %s is too little',
  (text) => expect(codes(resources(text))).toEqual(['resources']),
);

test.each([
  '{requests: {memory: 1.5Gb}}',
  '{requests: {memory: "-1Gi"}}',
  '{limits: {memory: Infinity}}',
  '{requests: {cpu: "-1"}}',
])('C30 %s is no amount', (text) => expect(codes(resources(text))).toEqual(['invalid-value']));

test('C30 more than a computer can count is refused', () => {
  expect(codes('database: {name: a, owner: a, storage: {size: 9Pi}}')).toEqual(['resources']);
});

test('a volume must hold the first segments', () => {
  expect(codes('database: {name: a, owner: a, storage: {size: 10Mi, walSize: 10Mi}}')).toEqual([
    'resources',
    'resources',
  ]);
});

test('the same amount in another unit is no contradiction, and is printed as the API server gives it back', () => {
  const env = environment(resources('{requests: {memory: 1024Mi, cpu: 0.5}, limits: {memory: 1Gi, cpu: 500m}}'));
  expect(env.database).toMatchObject({
    requests: { cpu: '500m', memory: '1Gi' },
    limits: { cpu: '500m', memory: '1Gi' },
    cpuRequestMillicores: 500,
    memoryRequestBytes: 2 ** 30,
  });
});

test('a quota must fit the Pod twice, the credentials Job and the claims', () => {
  const quota = (text: string) => problems(`quota: ${text}\n${shortest}`);
  expect(quota('{cpu: "1", memory: 2Gi, storage: 10Gi}')).toEqual([
    '1:14 resources: quota.cpu is 1, but the Pod twice (a rolling replacement) and the credentials Job need 1030m',
    '1:27 resources: quota.memory is 2Gi, but the Pod twice (a rolling replacement) and the credentials Job need 2368Mi',
    '1:41 resources: quota.storage is 10Gi, but the claims need 20Gi',
  ]);
  expect(quota('{cpu: 1030m, memory: 2368Mi, storage: 20Gi}')).toEqual([]);
  expect(
    problems(`credentials: {source: existing, secret: a}\nquota: {cpu: 1020m, memory: 2304Mi}\n${shortest}`),
  ).toEqual([]);
});

test('an ephemeral environment needs no claims', () => {
  expect(codes('quota: {storage: 1Gi}\ndatabase: {name: a, owner: a, storage: {ephemeral: true}}')).toEqual([]);
});
