/**
 * Scalars of YAML, printed so that a YAML 1.1 reader (kubectl and Argo CD, through Go's libyaml port) and a YAML 1.2 reader get the
 * same string. Strict rather than clever: a plain scalar begins with a letter, "_", "/" or "$" and is ASCII; digits may begin only
 * amounts and address ranges. Everything else is quoted.
 * Sources: yaml.org/type (bool, int, float, merge, value, timestamp of YAML 1.1), YAML 1.2.2 sections 7.3.3 and 10.3.
 */

const plainText = /^[A-Za-z_/$][ -~]*$/;
const plainAmount = /^(?:[1-9][0-9]{0,15}(?:[KMGTP]i|[mkMGTPs])|[0-9]{1,3}(?:\.[0-9]{1,3}){3}\/[0-9]{1,2})$/;
const endsPlain = /: | #|[: ]$/;
/** Booleans and null of YAML 1.1 in any case; more words than any one reader takes, since readers differ. */
const reserved = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
/** What JSON leaves as it is and a YAML reader refuses, or takes for a line break or a byte order mark. */
const escapedInQuotes = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/gu;
const loneSurrogate = /\p{Cs}/u;
/** What a literal block can not carry: the same, but for tab and line feed. */
const notLiteral = /(?![\t\n])[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u;
/** Leading tab, or a last line of blanks: readers differ about them. */
const ambiguousBlock = /^\n*\t|(?:^|\n)[ \t]+\n*$/;

/** A string on one line: plain where every reader agrees, else in double quotes. Throws on a lone surrogate: UTF-8 has no bytes for it. */
export const inlineString = (text: string): string => {
  if (plainText.test(text)) {
    if (!endsPlain.test(text) && !reserved.test(text)) return text;
  } else if (plainAmount.test(text)) return text;
  return quoted(text);
};

/** A string of several lines as a literal block, its lines indented by `indent`; undefined where a block can not carry it. */
export const literalBlock = (text: string, indent: string): string | undefined => {
  if (notLiteral.test(text) || ambiguousBlock.test(text) || /^\n*$/.test(text) || loneSurrogate.test(text))
    return undefined;
  const header = `|${/^\n* /.test(text) ? '2' : ''}${chomping(text)}`;
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  return `${header}\n${body.replace(/^(?=.)/gm, indent)}`;
};

/** A finite number. YAML 1.1 wants a dot in a number with an exponent, else it is a string. */
export const number = (value: number): string => {
  if (!Number.isFinite(value) || Object.is(value, -0))
    throw new Error(`not a number that YAML can carry: ${String(value)}`);
  const digits = String(value);
  return digits.includes('e') && !digits.includes('.') ? digits.replace('e', '.0e') : digits;
};

const chomping = (text: string): string => {
  if (!text.endsWith('\n')) return '-';
  return text.endsWith('\n\n') ? '+' : '';
};

const quoted = (text: string): string => {
  if (loneSurrogate.test(text)) throw new Error('a string holds half of a surrogate pair, which UTF-8 cannot carry');
  return JSON.stringify(text).replace(escapedInQuotes, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
};
