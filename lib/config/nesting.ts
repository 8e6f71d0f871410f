import { type CST, Lexer, Parser } from 'yaml';

/** A feature of YAML that is refused, at an offset of the text. */
export interface SyntaxFault {
  readonly offset: number;
  readonly message: string;
}

export interface Tokens {
  readonly tokens: readonly CST.Token[];
  readonly faults: readonly SyntaxFault[];
  /** The text is nested so deeply, or so full of faults, that it must not be composed. */
  readonly hopeless: boolean;
}

/** Deepest nesting of maps and lists that is read. values.yaml needs about ten; affinity of Kubernetes a few more. */
export const deepestNesting = 100;

/** Most anchors, and most refused features, that one file may have: the parser is quadratic in a row of them. */
const mostAnchors = 500;
const mostFaults = 100;

/** What the lexer puts before the text of a scalar, so that the text is not taken for an indicator. */
const scalarMark = '\x1f';

/**
 * The tokens of a text, read while watching how deep they nest. The composer of `yaml` recurses, and 20,000 levels of `[` can
 * exhaust the memory of the whole process, which nothing can catch; the lexer and the parser do not recurse, and they know strings,
 * comments and block scalars, so that brackets in those count for nothing. Directives and tags are found here too, since only the
 * lexer knows where exactly they stand.
 */
export const tokenize = (text: string): Tokens => {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const faults: SyntaxFault[] = [];
  let previous = '';
  let anchors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (previous !== scalarMark) {
      const message = refused(lexeme);
      if (message !== undefined) faults.push({ offset: parser.offset, message });
    }
    const offset = parser.offset;
    if (previous !== scalarMark && lexeme.startsWith('&') && ++anchors > mostAnchors) {
      faults.push({ offset, message: `the file has more than ${mostAnchors} anchors: write the values out` });
    }
    if (faults.length > mostFaults || anchors > mostAnchors) return { tokens: [], faults, hopeless: true };
    previous = lexeme;
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The document is the first entry of the stack.
    if (parser.stack.length > deepestNesting + 1) {
      faults.push({ offset, message: `maps and lists are nested more than ${deepestNesting} deep` });
      return { tokens: [], faults, hopeless: true };
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, faults, hopeless: false };
};

const refused = (lexeme: string): string | undefined => {
  if (lexeme.startsWith('%'))
    return 'directives such as %YAML are not read: with %YAML 1.1 the word no would turn into false';
  if (lexeme.startsWith('!')) return `the tag ${lexeme.slice(0, 40)} is not read: write the plain value`;
  return undefined;
};
