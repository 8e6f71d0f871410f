import fc from 'fast-check';
import {
  canonicalBytes,
  canonicalCpu,
  formatBytes,
  formatMillicores,
  parseBytes,
  parseMillicores,
} from '../lib/quantities';

test.each([
  ['512Mi', 536870912],
  ['0.5Gi', 536870912],
  ['1G', 1e9],
  ['1.5', 2],
  ['0', 0],
  ['7Pi', 7 * 2 ** 50],
])('%s is %d bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

test.each(['1.5Gb', '-1Gi', 'Infinity', 'NaN', '', '1e3', '1 Gi', '٣Gi', '9Pi', '999999999999999999Pi', '1Ei'])(
  'C30 %s is no amount of bytes',
  (text) => expect(parseBytes(text)).toBeUndefined(),
);

test.each([
  ['500m', 500],
  ['2', 2000],
  [0.5, 500],
  ['0.25', 250],
  [1.001, 1001],
])('%s is %d thousandths of a core', (value, millicores) => expect(parseMillicores(value)).toBe(millicores));

test.each(['1.5m', '-1', 'Infinity', '', '1e3', '0.0001', '1c'])('C30 %s is no amount of CPU', (text) =>
  expect(parseMillicores(text)).toBeUndefined(),
);

test.each([
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['0.5Ki', '512'],
  ['2000M', '2G'],
  ['1000Mi', '1000Mi'],
  ['1073741824', '1073741824'],
  ['3000000', '3M'],
  ['20Gi', '20Gi'],
  ['no amount', 'no amount'],
])('the API server gives %s back as %s', (text, canonical) => expect(canonicalBytes(text)).toBe(canonical));

test.each([
  ['0.5', '500m'],
  [1.25, '1250m'],
  ['1000m', '1'],
  [2, '2'],
])('the API server gives %s of a core back as %s', (value, canonical) => expect(canonicalCpu(value)).toBe(canonical));

test('what is printed reads back as the same number', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (bytes) => parseBytes(formatBytes(bytes)) === bytes),
    { numRuns: 500 },
  );
  fc.assert(fc.property(fc.nat(), (millicores) => parseMillicores(formatMillicores(millicores)) === millicores));
});

test('a fraction of a unit is that fraction of it, rounded up', () => {
  const unit = fc.constantFrom(['Ki', 2 ** 10], ['Mi', 2 ** 20], ['Gi', 2 ** 30], ['k', 1e3], ['M', 1e6]);
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(999), unit, (whole, thousandths, [name, size]) => {
      const text = `${whole}.${String(thousandths).padStart(3, '0')}${name}`;
      const exact = (BigInt(whole * 1000 + thousandths) * BigInt(size) + 999n) / 1000n;
      return parseBytes(text) === Number(exact);
    }),
  );
});
