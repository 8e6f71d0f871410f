import { canonicalBytes, canonicalCpu, exactBytes, parseMillicores } from '../../quantities';
import type { Steps } from '../path';

/** Fields that hold amounts, or maps of amounts. Source: resource.Quantity in kubernetes staging/src/k8s.io/api. */
const amounts: ReadonlySet<string> = new Set([
  'limits',
  'requests',
  'hard',
  'capacity',
  'sizeLimit',
  'default',
  'defaultRequest',
  'max',
  'min',
  'maxLimitRequestRatio',
  'overhead',
  'divisor',
]);

/** Whether a field is an amount: its own name or that of the map around it says so. */
export const isAmount = (steps: Steps): boolean => steps.slice(-2).some((step) => amounts.has(step));

/** The same amount, however written: `1Gi` and `1024Mi`, `0.5` and `500m`. */
export const sameAmount = (a: unknown, b: unknown): boolean => {
  const [from, to] = [milli(a), milli(b)];
  return from !== undefined && from === to;
};

/**
 * The same after the API server wrote it: it keeps the family of units, so that `1Gi` and `1073741824` are one amount and two texts, and
 * two templates of a Pod.
 */
export const sameText = (a: unknown, b: unknown): boolean => sameAmount(a, b) && canonical(a) === canonical(b);

const canonical = (value: unknown): string => {
  const text = String(value);
  return parseMillicores(text) === undefined ? canonicalBytes(text) : canonicalCpu(text);
};

/** Thousandths, of cores or of bytes. */
const milli = (value: unknown): bigint | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const cores = parseMillicores(value);
  if (cores !== undefined) return BigInt(cores);
  const bytes = exactBytes(String(value));
  return bytes === undefined ? undefined : bytes * 1000n;
};

/** Whether one amount is above another; false where either is absent or no amount. */
export const exceeds = (a: unknown, b: unknown): boolean => {
  const [one, other] = [milli(a), milli(b)];
  return one !== undefined && other !== undefined && one > other;
};
