import { sizeLimits } from '../../lib/checks/size-limits';
import type { Manifest } from '../../lib/manifest';

const file = 'environments/dev/values.yaml';
const object = (kind: string, fields: object, annotations = {}): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'a', annotations },
  ...fields,
});
const mebibyte = 1024 * 1024;

test.each([
  ['a ConfigMap of 1 MiB', object('ConfigMap', { data: { a: 'x'.repeat(mebibyte - 2), b: 'é' } }), []],
  [
    'a ConfigMap of 1 MiB and a byte',
    object('ConfigMap', { data: { a: 'x'.repeat(mebibyte - 1), b: 'é' } }),
    ['file-too-large'],
  ],
  ['binary data, counted decoded', object('ConfigMap', { binaryData: { a: 'AAAA'.repeat(mebibyte / 3) } }), []],
  [
    'binary data beyond the limit',
    object('ConfigMap', { data: { a: 'xxxx' }, binaryData: { a: 'AAAA'.repeat(mebibyte / 3) } }),
    ['file-too-large'],
  ],
  [
    'a Secret, text and base64 together',
    object('Secret', { data: { a: 'AAAA' }, stringData: { b: 'x'.repeat(mebibyte - 2) } }),
    ['file-too-large'],
  ],
  ['another kind with a long text', object('Job', { data: { a: 'x'.repeat(mebibyte + 1) } }), []],
  ['annotations of 256 KiB', object('Job', {}, { a: 'x'.repeat(mebibyte / 4 - 1) }), []],
  [
    'annotations of 256 KiB and a byte',
    object('Job', {}, { a: 'x'.repeat(mebibyte / 4 - 2), b: 'y' }),
    ['file-too-large'],
  ],
  ['a file name of 255 bytes', { ...object('Job', {}), metadata: { name: 'n'.repeat(246) } }, []],
  ['a file name of 256 bytes', { ...object('Job', {}), metadata: { name: 'n'.repeat(247) } }, ['name-too-long']],
])('C29 %s', (_, manifest, codes) => {
  expect(sizeLimits(file, [manifest]).map(({ code }) => code)).toEqual(codes);
});

test('C29 the message names the object, its size and the limit', () => {
  const [found] = sizeLimits(file, [object('ConfigMap', { data: { a: 'x'.repeat(mebibyte + 1) } })]);
  expect(found).toEqual({
    code: 'file-too-large',
    file,
    line: 1,
    column: 1,
    message: 'the data of ConfigMap.a.yaml: 1048577 bytes, and at most 1048576 are possible',
  });
});
