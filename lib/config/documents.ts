import { Composer, type Document, type Node, type YAMLParseError } from 'yaml';
import type { Diagnostic, DiagnosticCode } from '../diagnostic';
import { decode } from './decode';
import { locateOffset } from './locate';
import { tokenize } from './nesting';
import type { Path } from './path';
import { type Position, positions } from './positions';
import { readSimpleYaml } from './simple-yaml';
import { type PlainData, toPlainData } from './strictness';

/** Largest file that is parsed, in bytes: etcd holds no larger object (its --max-request-bytes is 1.5 MiB). */
export const largestYamlBytes = 1024 * 1024;

/** Most mistakes of writing that one document reports: finding a column takes time, and nobody reads more. */
const mostMistakes = 200;

/** One document of a YAML file, read strictly. */
export interface YamlDocument extends Omit<PlainData, 'findings'> {
  /** Offset at which the document starts, for mistakes that have no better place. */
  readonly start: Position;
  /** The place of a key or value; undefined where the document has no such path. */
  locate(path: Path, at: 'key' | 'value'): Position | undefined;
}

export interface YamlFile {
  /** Empty where the file cannot be parsed at all. */
  readonly documents: readonly YamlDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the documents of a file: strict UTF-8, YAML 1.2 without tags, directives, merge keys, keys that are not text, duplicate keys and
 * numbers that readers disagree about. Never throws; every mistake is a diagnostic. Nothing here reads a file.
 */
export const readYaml = (file: string, bytes: Buffer): YamlFile => {
  if (bytes.length > largestYamlBytes) {
    const message = `the file has ${bytes.length} bytes; at most ${largestYamlBytes} are read`;
    return { documents: [], diagnostics: [{ code: 'file-too-large', file, line: 1, column: 1, message }] };
  }
  const { text, fault } = decode(bytes);
  const positionOf = positions(text);
  const diagnostics: Diagnostic[] = [];
  const report = (code: DiagnosticCode, offset: number, message: string): void => {
    diagnostics.push({ code, file, message, ...positionOf(offset) });
  };
  if (fault !== undefined) {
    report(fault.code, fault.offset, fault.message);
    return { documents: [], diagnostics };
  }
  const simple = readSimpleYaml(text);
  if (simple !== undefined) {
    const plain = { data: simple, refused: nothingRefused, hasNull: false };
    return { documents: [describe(text, undefined, plain)], diagnostics };
  }
  const { tokens, faults, hopeless } = tokenize(text);
  for (const { offset, message } of faults) report('yaml-syntax', offset, message);
  if (hopeless) return { documents: [], diagnostics };
  const composed = [...new Composer(composerOptions).compose(tokens, true, text.length)];
  const errors = composed.flatMap((document) => document.errors).filter((error) => error.code !== 'TAG_RESOLVE_FAILED');
  const said = new Map(errors.map((error) => [`${error.pos[0]} ${error.code}`, error]));
  for (const error of [...said.values()].slice(0, mostMistakes)) report('yaml-syntax', error.pos[0], plainWords(error));
  if (errors.length > 0) return { documents: [], diagnostics };
  const documents = composed.map((document) => {
    const { findings, ...plain } = toPlainData(document.contents as Node | null);
    for (const { code, offset, message } of findings.slice(0, mostMistakes)) report(code, offset, message);
    const next = findings[mostMistakes];
    if (next !== undefined)
      report(next.code, next.offset, `${next.message}; further mistakes of this kind are not listed`);
    return describe(text, document.range?.[0] ?? 0, plain);
  });
  return { documents, diagnostics };
};

const nothingRefused: ReadonlySet<string> = new Set();

/** Duplicate keys are found while the data is read: the search of `yaml` is quadratic. */
const composerOptions = { uniqueKeys: false, keepSourceTokens: false, strict: true, version: '1.2' } as const;

/**
 * Places are looked up in a document composed once more, at the first question: thousands of documents would otherwise stay in memory for
 * the few that have a mistake. `offset`: where the document begins; undefined: it is the only one.
 */
const describe = (text: string, offset: number | undefined, plain: Omit<PlainData, 'findings'>): YamlDocument => {
  let composed: Document.Parsed | undefined;
  const positionOf = positions(text);
  const again = (): Document.Parsed | undefined => {
    composed ??= [...new Composer(composerOptions).compose(tokenize(text).tokens, true, text.length)].find(
      (document) => offset === undefined || (document.range?.[0] ?? 0) === offset,
    );
    return composed;
  };
  return {
    ...plain,
    get start() {
      return positionOf(offset ?? 0);
    },
    locate: (path, at) => {
      const document = again();
      const found = document === undefined ? undefined : locateOffset(document, path, at);
      return found === undefined ? undefined : positionOf(found);
    },
  };
};

const plainWords = (error: YAMLParseError): string => {
  if (error.message.startsWith('Flow ')) return 'a "[" or "{" above is not closed, or what it holds is not indented';
  return words[error.code] ?? `the file is not YAML here: ${error.message.replace(/\.$/, '')}`;
};

const words: { readonly [code in YAMLParseError['code']]?: string } = {
  TAB_AS_INDENT: 'YAML is indented with spaces, and here stands a tab',
  BAD_INDENT: 'the indentation fits neither the line above nor any map or list around it',
  BAD_ALIAS: 'the name of an alias or anchor is missing or not allowed',
  BAD_DQ_ESCAPE:
    'the double-quoted text holds a backslash sequence that does not exist; double the backslash, or use single quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a map cannot begin here: is a quote missing around text with ": ", or the indentation wrong?',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line: is a ":" or a quote missing?',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a quote, bracket, comma or space is missing here or before',
  MULTIPLE_ANCHORS: 'a value carries two anchors',
  BAD_SCALAR_START: 'text cannot begin with this character: put it in quotes',
};
