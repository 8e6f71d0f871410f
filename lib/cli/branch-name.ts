import { createHash } from 'node:crypto';
import { environmentNameFault, longestEnvironmentName } from '../config/environment-names';

/** Letters that Unicode does not take apart into an ASCII letter and a mark. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};

/** Characters of the hash: 32 bits, among branches whose names read the same. */
const hashLength = 8;

/** What git refuses as a name of a branch. Source: git check-ref-format. */
const noBranch = /^-|^@$|^\/|\/$|\/\/|\.\.|@\{|[\s~^:?*[\\\p{Cc}]|\.$|(^|\/)\.|\.lock(\/|$)/u;

/**
 * The name of the environment of a branch: its letters and digits, and a hash where they are not the whole name of the branch, so that
 * no two branches have the same environment. It depends on nothing but the branch.
 */
export const branchName = (branch: string): string | undefined => {
  if (branch === '' || noBranch.test(branch)) return undefined;
  const words = ascii(branch)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  // One that ends like a hash would be the name of another branch.
  const whole = words === branch && !/-[0-9a-f]{8}$/.test(words) && environmentNameFault(words) === undefined;
  if (whole) return words;
  const begin = words.slice(0, longestEnvironmentName - hashLength - 1).replace(/-+$/, '') || 'branch';
  return `${begin}-${createHash('sha256').update(branch).digest('hex').slice(0, hashLength)}`;
};

const ascii = (text: string): string =>
  [...text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()]
    .map((letter) => letters[letter] ?? letter)
    .join('');
