import { mergeLayers } from '../../lib/defaults/merge';

const merged = (...values: unknown[]) => mergeLayers(values.map((value) => ({ value })));

test('maps merge, lists and scalars replace, null removes an inherited key', () => {
  expect(
    merged({ a: { x: 1, y: 2 }, list: [1, 2], gone: 1, s: 1 }, { a: { y: 3 }, list: [3], gone: null, s: { m: 1 } })
      .value,
  ).toEqual({ a: { x: 1, y: 3 }, list: [3], s: { m: 1 } });
});

test('null removes nothing that a higher layer writes again', () => {
  const { value, originOf } = merged({ a: { low: 1 } }, { a: null }, { a: { high: 2 } });
  expect(value).toEqual({ a: { high: 2 } });
  expect(originOf(['a', 'low'])).toBeUndefined();
  expect(originOf(['a', 'high'])?.value).toEqual({ a: { high: 2 } });
});

test('the origin of a path is the highest layer that writes it', () => {
  const layers = [{ value: { a: { x: 1, y: 1 } } }, { value: { a: { x: 2 } } }, { value: { b: [{ c: 1 }] } }];
  const { originOf } = mergeLayers(layers);
  expect(originOf(['a', 'x'])).toBe(layers[1]);
  expect(originOf(['a', 'y'])).toBe(layers[0]);
  expect(originOf(['b', 0, 'c'])).toBe(layers[2]);
  expect(originOf(['b', 1])).toBeUndefined();
  expect(originOf(['nowhere', 'x'])).toBeUndefined();
});

test('C5 keys that reach a prototype change neither Object.prototype nor the result', () => {
  const hostile = JSON.parse(
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "a": {"__proto__": {"polluted": 1}}}',
  );
  const { value } = merged({ a: {} }, hostile, { constructor: { x: 1 } });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(Object.keys(value as object)).toEqual(['a', 'constructor']);
  expect((value as { a: { polluted?: number } }).a.polluted).toBeUndefined();
});

test('layers are not changed by merging', () => {
  const low = Object.freeze({ a: Object.freeze({ x: 1 }) });
  merged(low, { a: { y: 2 } });
  expect(low).toEqual({ a: { x: 1 } });
});
