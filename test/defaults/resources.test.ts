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

test('a quota must fit the Pod twice, what makes credentials and certificates, a check, and the claims', () => {
  const words = 'the Pod twice (a rolling replacement), the credentials Job and checks';
  expect(quota('{cpu: "1", memory: 2Gi, storage: 10Gi}')).toEqual([
    `1:14 resources: quota.cpu is 1, but ${words} need 1090m`,
    `1:27 resources: quota.memory is 2Gi, but ${words} need 2944Mi`,
    '1:41 resources: quota.storage is 10Gi, but the claims and the reports of checks need 21Gi',
  ]);
  expect(quota('{cpu: 1090m, memory: 2944Mi, storage: 21Gi}')).toEqual([]);
  expect(
    quota(
      '{cpu: 1020m, memory: 2304Mi}',
      `checks: {level: none}\ncredentials: {source: existing, secret: a}\ntls: {source: existing, secret: b}\n${shortest}`,
    ),
  ).toEqual([]);
});

test('with backups it must fit those as well, and a restore beside the old data', () => {
  const words = 'the Pod twice (a rolling replacement), the credentials Job, a backup, a drill and checks';
  expect(quota('{cpu: "1", memory: 2Gi, storage: 20Gi}', onVolume)).toEqual([
    `1:14 resources: quota.cpu is 1, but ${words} need 1260m`,
    `1:27 resources: quota.memory is 2Gi, but ${words} need 4992Mi`,
    '1:41 resources: quota.storage is 20Gi, but the claims, the repository, the claims of a restore, the volume of a drill and the reports of checks need 161Gi',
  ]);
  expect(quota('{cpu: 1260m, memory: 4992Mi, storage: 161Gi}', onVolume)).toEqual([]);
  expect(quota('{storage: 141Gi}', onVolume.replace('{method', '{drill: null, method'))).toEqual([]);
});

test('dumps need a Job and no volume of a drill', () => {
  expect(quota('{cpu: 1140m, memory: 3456Mi, storage: 121Gi}', onVolume.replace('pgBackRest', 'pgDump'))).toEqual([]);
  expect(quota('{storage: 120Gi}', onVolume.replace('pgBackRest', 'pgDump'))).toEqual([
    expect.stringContaining('the claims, the repository and the reports of checks need 121Gi'),
  ]);
});

test('every check that may run beside another one needs room', () => {
  const text = `checks: {full: {schedule: H 2 * * 0}, onSync: quick}\n${shortest}`;
  expect(quota('{cpu: 1190m, memory: 3968Mi}', text)).toEqual([]);
  expect(quota('{cpu: 1189m}', text)).toEqual([expect.stringContaining('the credentials Job and checks need 1190m')]);
});

test('a server that somebody else runs needs room for checks only', () => {
  const text = 'external: {host: db.example, secret: login}\n';
  expect(quota('{cpu: 50m, memory: 512Mi, storage: 1Gi}', text)).toEqual([]);
  expect(quota('{cpu: 49m, memory: 511Mi, storage: 1023Mi}', text)).toEqual([
    '1:14 resources: quota.cpu is 49m, but checks need 50m',
    '1:27 resources: quota.memory is 511Mi, but checks need 512Mi',
    '1:43 resources: quota.storage is 1023Mi, but the reports of checks need 1Gi',
  ]);
});

test('an ephemeral environment needs no claims', () => {
  expect(codes('quota: {storage: 1Gi}\ndatabase: {name: a, owner: a, storage: {ephemeral: true}}')).toEqual([]);
});
