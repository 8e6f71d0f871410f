import type { z } from 'zod';
import { shorten } from './path';
import type { Data } from './strictness';
import { didYouMean } from './suggest';

type Issue = z.core.$ZodIssue;

/** Longest value that a message repeats, in characters. */
const longestValue = 60;

/**
 * The end of the sentence `<path> ...`. `written` is the value as it stands in the file, `own` the words of the schema itself.
 */
export const issueWords = (issue: Issue, value: Data, written: string | undefined, own: string | undefined): string => {
  const text = written ?? String(value);
  if ((typeof value === 'number' || typeof value === 'boolean') && wantsText(issue, text)) {
    const quoted = `"${shorten(text, longestValue)}"`;
    return own === undefined ? `must be text: quote it, ${quoted}` : `${own}; quote it, ${quoted}`;
  }
  if (own !== undefined) return `${own}, not ${show(value)}`;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeWords[issue.expected] ?? 'of another type'}, not ${show(value)}${truthHint(issue, value)}`;
    case 'invalid_value': {
      const hint = typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : '';
      return `must be ${oneOf(issue.values.map((option) => JSON.stringify(option)))}, not ${show(value)}${hint}`;
    }
    case 'too_small':
      return `must ${sizeWords(issue.origin, 'at least', issue.minimum)}${Array.isArray(value) ? '' : `, not ${show(value)}`}`;
    case 'too_big':
      return `must ${sizeWords(issue.origin, 'at most', issue.maximum)}${Array.isArray(value) ? '' : `, not ${show(value)}`}`;
    case 'invalid_union':
      return `must be ${oneOf(expectedTypes(issue))}, not ${show(value)}`;
    default:
      return `is not allowed: ${show(value)}`;
  }
};

/** The same characters in quotes would be of the right type. */
const wantsText = (issue: Issue, text: string): boolean =>
  (issue.code === 'invalid_type' && issue.expected === 'string') ||
  (issue.code === 'invalid_value' && issue.values.includes(text)) ||
  (issue.code === 'invalid_union' &&
    issue.errors.some((errors) => errors.some((error) => error.path.length === 0 && wantsText(error, text))));

const typeWords: { readonly [type: string]: string } = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of settings',
  record: 'a map',
};

/** YAML 1.1 read these as booleans; many people still expect it. */
const truthHint = (issue: Issue, value: Data): string =>
  issue.code === 'invalid_type' &&
  issue.expected === 'boolean' &&
  typeof value === 'string' &&
  /^(y|yes|n|no|on|off|true|false)$/i.test(value)
    ? ': only true and false, without quotes, are booleans'
    : '';

const sizeWords = (origin: string, bound: string, limit: number | bigint): string => {
  if (origin === 'string') return `have ${bound} ${limit} characters`;
  if (origin === 'array') return `have ${bound} ${limit} ${Number(limit) === 1 ? 'item' : 'items'}`;
  return `be ${bound} ${limit}`;
};

const expectedTypes = (issue: z.core.$ZodIssueInvalidUnion): readonly string[] => {
  const types = issue.errors.flatMap((errors) =>
    errors.flatMap((error) => {
      if (error.code === 'invalid_type') return [typeWords[error.expected] ?? error.expected];
      return error.code === 'invalid_value' ? error.values.map((option) => JSON.stringify(option)) : [];
    }),
  );
  return [...new Set(types)];
};

const oneOf = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? 'another value') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const show = (value: Data): string => {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  return typeof value === 'object' ? 'a map' : shorten(JSON.stringify(value), longestValue);
};
