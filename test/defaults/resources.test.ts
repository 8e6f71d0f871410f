import { codes, environment, problems, shortest } from './resolved';

const onVolume = `backup: {method: pgBackRest, reason: null, repository: {type: volume, size: 100Gi}, retention: {full: 2}}
${shortest}`;

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

const quota = (amounts: string, text: string = shortest): readonly string[] => problems(`quota: ${amounts}\n${text}`);

test('a quota must fit the Pod twice, what makes credentials and certificates, and the claims', () => {
  const words = 'the Pod twice (a rolling replacement) and the credentials Job';
  expect(quota('{cpu: "1", memory: 2Gi, storage: 10Gi}')).toEqual([
    `1:14 resources: quota.cpu is 1, but ${words} need 1040m`,
    `1:27 resources: quota.memory is 2Gi, but ${words} need 2432Mi`,
    '1:41 resources: quota.storage is 10Gi, but the claims need 20Gi',
  ]);
  expect(quota('{cpu: 1040m, memory: 2432Mi, storage: 20Gi}')).toEqual([]);
  expect(
    quota(
      '{cpu: 1020m, memory: 2304Mi}',
      `credentials: {source: existing, secret: a}\ntls: {source: existing, secret: b}\n${shortest}`,
    ),
  ).toEqual([]);
});

test('with backups it must fit those as well, and a restore beside the old data', () => {
  const words = 'the Pod twice (a rolling replacement), the credentials Job, a backup and a drill';
  expect(quota('{cpu: "1", memory: 2Gi, storage: 20Gi}', onVolume)).toEqual([
    `1:14 resources: quota.cpu is 1, but ${words} need 1210m`,
    `1:27 resources: quota.memory is 2Gi, but ${words} need 4480Mi`,
    '1:41 resources: quota.storage is 20Gi, but the claims, the repository, the claims of a restore and the volume of a drill need 160Gi',
  ]);
  expect(quota('{cpu: 1210m, memory: 4480Mi, storage: 160Gi}', onVolume)).toEqual([]);
  expect(quota('{storage: 140Gi}', onVolume.replace('{method', '{drill: null, method'))).toEqual([]);
});

test('dumps need a Job and no volume of a drill', () => {
  expect(quota('{cpu: 1090m, memory: 2944Mi, storage: 120Gi}', onVolume.replace('pgBackRest', 'pgDump'))).toEqual([]);
  expect(quota('{storage: 119Gi}', onVolume.replace('pgBackRest', 'pgDump'))).toEqual([
    expect.stringContaining('the claims and the repository need 120Gi'),
  ]);
});

test('an ephemeral environment needs no claims', () => {
  expect(codes('quota: {storage: 1Gi}\ndatabase: {name: a, owner: a, storage: {ephemeral: true}}')).toEqual([]);
});
