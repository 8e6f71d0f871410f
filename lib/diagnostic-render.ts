import { type Diagnostic, sortDiagnostics } from './diagnostic';

export type DiagnosticFormat = 'text' | 'json' | 'github';

export interface RenderOptions {
  /** Escape sequences of colour, in the text format only. */
  readonly color: boolean;
  readonly format: DiagnosticFormat;
}

/** All diagnostics of a run, sorted by place. Empty for none, except in JSON; otherwise it ends with a line break. */
export const renderDiagnostics = (diagnostics: readonly Diagnostic[], options: RenderOptions): string => {
  const sorted = sortDiagnostics(diagnostics);
  if (options.format === 'json')
    return `${JSON.stringify({ schemaVersion: 1, diagnostics: sorted.map(plain) }, null, 2)}\n`;
  return sorted.map(options.format === 'github' ? annotation : (found) => text(found, options.color)).join('');
};

/** One order of keys, and no key that a later version adds for its own use. */
const plain = ({ code, file, line, column, message, source }: Diagnostic): Diagnostic => ({
  code,
  file,
  line,
  column,
  message,
  ...(source === undefined ? {} : { source }),
});

/** Widest part of a line that is shown, in characters. */
const widest = 120;

const text = ({ file, line, column, code, message, source }: Diagnostic, color: boolean): string => {
  const paint = (style: keyof typeof styles, words: string): string =>
    color ? `\u001b[${styles[style]}m${words}\u001b[0m` : words;
  const head = `${paint('bold', printable(`${file}:${line}:${column}`))} ${paint('red', code)}: ${printable(message)}\n`;
  if (source === undefined || source.trim() === '') return head;
  const { shown, before } = excerpt(source, column);
  // Two spaces below an emoji, since it is two UTF-16 units and two columns of a terminal.
  return `${head}  ${printable(shown)}\n  ${printable(before).replace(/[^\t]/g, ' ')}${paint('red', '^')}\n`;
};

const styles = { bold: 1, red: 31 } as const;

/** The part of a line around a column, and what of it stands left of the column. */
const excerpt = (source: string, column: number): { readonly shown: string; readonly before: string } => {
  const characters = [...source];
  const start = column > widest - 20 ? column - widest / 2 : 0;
  const shown = characters.slice(start, start + widest);
  return { shown: shown.join(''), before: shown.slice(0, column - 1 - start).join('') };
};

/** A file must not be able to write to the terminal: every control character but the tab is shown as one mark. */
const printable = (words: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  words.replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, '\uFFFD');

/**
 * Workflow command of GitHub Actions: a mark beside the line in the pull request. Source of the escapes: actions/toolkit,
 * packages/core/src/command.ts.
 */
const annotation = ({ file, line, column, code, message }: Diagnostic): string =>
  `::error file=${property(file)},line=${line},col=${column},title=${property(code)}::${data(message)}\n`;

const data = (words: string): string => words.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const property = (words: string): string => data(words).replace(/:/g, '%3A').replace(/,/g, '%2C');
