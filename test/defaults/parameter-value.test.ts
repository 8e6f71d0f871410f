import fc from 'fast-check';
import type { Parameter } from '../../lib/defaults/parameter-table';
import { parseParameterValue } from '../../lib/defaults/parameter-value';

const integer = (unit?: string, min = '-2147483648', max = '2147483647'): Parameter => ({
  context: 'user',
  vartype: 'integer',
  min,
  max,
  ...(unit === undefined ? {} : { unit }),
});
const real = (unit?: string): Parameter => ({
  ...integer(unit),
  vartype: 'real',
  min: '-1.79769e+308',
  max: '1.79769e+308',
});
const enumeration = (...words: string[]): Parameter => ({ context: 'user', vartype: 'enum', enum: words });

const number = (parameter: Parameter, text: string): number | undefined => {
  const parsed = parseParameterValue(parameter, text);
  return parsed.ok ? parsed.number : undefined;
};
const accepts = (parameter: Parameter, text: string): boolean => parseParameterValue(parameter, text).ok;

test.each([
  ['kB', '16MB', 16384],
  ['kB', '16', 16],
  ['kB', ' 16 MB ', 16384],
  ['kB', '0x10', 16],
  ['kB', '010', 8],
  ['kB', '010.0', 10],
  ['kB', '+5', 5],
  ['kB', '1e3', 1000],
  ['kB', '1.5MB', 1536],
  ['kB', '2048B', 2],
  ['8kB', '256MB', 32768],
  ['8kB', '12kB', 2],
  ['8kB', '4kB', 0],
  ['MB', '30.1GB', 30822],
  ['B', '1kB', 1024],
  ['ms', '1s', 1000],
  ['ms', '1.5min', 90000],
  ['s', '1d', 86400],
  ['s', '15min', 900],
  ['min', '1h', 60],
  ['ms', '2500us', 2],
  [undefined, '2.5', 2],
  [undefined, '3.5', 4],
  [undefined, '-1', -1],
] as const)('an integer in %s reads %s as %d', (unit, text, expected) =>
  expect(number(integer(unit), text)).toBe(expected),
);

test.each([
  ['kB', '16KB'],
  ['kB', '16mb'],
  ['kB', '16M'],
  ['kB', '16 M B'],
  ['kB', '1s'],
  ['kB', ''],
  ['kB', 'MB'],
  ['kB', '08'],
  ['kB', '09.5'],
  ['kB', '1,5'],
  ['kB', 'on'],
  ['kB', '5TB'],
  ['ms', '1S'],
  [undefined, '1kB'],
  [undefined, 'Infinity'],
  [undefined, 'NaN'],
  [undefined, '1e400'],
] as const)('an integer in %s refuses %s', (unit, text) => expect(accepts(integer(unit), text)).toBe(false));

test('limits count in the unit of the parameter, after rounding', () => {
  const workMem = integer('kB', '64', '2147483647');
  expect(accepts(workMem, '64kB')).toBe(true);
  expect(accepts(workMem, '63.6')).toBe(true);
  expect(parseParameterValue(workMem, '63')).toEqual({
    ok: false,
    why: 'is 63, outside 64 to 2147483647 in units of kB',
  });
});

test('a real number keeps its fraction and may carry a unit', () => {
  expect(number(real(), '1.1')).toBe(1.1);
  expect(number(real(), '.5e1')).toBe(5);
  expect(number(real('ms'), '0.5s')).toBe(500);
  expect(number(real('ms'), '20us')).toBe(0.02);
  expect(accepts(real(), 'inf')).toBe(false);
});

test('a boolean is any unambiguous beginning of its words', () => {
  const bool: Parameter = { context: 'user', vartype: 'bool' };
  for (const text of ['on', 'ON', 'of', 'off', 't', 'tru', 'false', 'y', 'no', '1', '0'])
    expect(accepts(bool, text)).toBe(true);
  for (const text of ['', 'o', 'onn', '2', 'truee', ' on', 'enabled']) expect(accepts(bool, text)).toBe(false);
});

test('an enumeration takes its words, and those that pg_settings hides', () => {
  const synchronous = enumeration('local', 'remote_write', 'remote_apply', 'on', 'off');
  for (const text of ['LOCAL', 'on', 'true', 'no', '0']) expect(accepts(synchronous, text)).toBe(true);
  for (const text of ['t', 'maybe', '']) expect(accepts(synchronous, text)).toBe(false);
  expect(accepts(enumeration('minimal', 'replica', 'logical'), 'hot_standby')).toBe(true);
  expect(accepts(enumeration('debug5', 'log'), 'debug')).toBe(true);
  expect(accepts(enumeration('debug5', 'log'), 'panic')).toBe(false);
  expect(accepts(enumeration('none', 'ddl'), 'true')).toBe(false);
  expect(parseParameterValue(enumeration('none', 'ddl'), 'all')).toEqual({
    ok: false,
    why: 'must be one of none, ddl',
  });
});

const sizes = { B: 1, kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 } as const;

test('a whole amount means the same in every unit that can say it', () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 20),
      fc.constantFrom('kB', 'MB', 'GB', 'TB'),
      fc.constantFrom('kB', '8kB', 'MB'),
      (amount, unit, base) => {
        const baseSize = base === '8kB' ? 8192 : sizes[base];
        const expected = (amount * sizes[unit]) / baseSize;
        fc.pre(Number.isInteger(expected));
        return number(integer(base), `${amount}${unit}`) === (expected > 2147483647 ? undefined : expected);
      },
    ),
  );
});

test('no text makes the reader throw, and what it accepts is a finite number in range', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.float().map(String), fc.stringMatching(/^[-+]?[0-9a-fx.]{1,8} ?[a-zA-Z]{0,3}$/)),
      (text) => {
        const found = number(integer('kB', '64', '1000'), text);
        return found === undefined || (found >= 64 && found <= 1000 && Number.isInteger(found));
      },
    ),
    { numRuns: 1000 },
  );
});
