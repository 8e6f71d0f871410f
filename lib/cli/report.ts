import type { Diagnostic } from '../diagnostic';
import { type DiagnosticFormat, renderDiagnostics } from '../diagnostic-render';
import { exitCode } from './exit-codes';
import { colored, print, say } from './terminal';

/** Files that differ, or were written, in three kinds; paths below dist/. */
export interface FileLists {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Mistakes: as data on stdout for programs, for people on stderr. Their exit code is that of a wrong input. */
export const reportDiagnostics = (diagnostics: readonly Diagnostic[], format: DiagnosticFormat): number => {
  if (format === 'text') {
    say(renderDiagnostics(diagnostics, { color: colored(process.stderr), format }).trimEnd());
    say(`${count(diagnostics.length, 'mistake')}; nothing was written`);
  } else print(renderDiagnostics(diagnostics, { color: false, format }));
  return diagnostics.some(({ code }) => code === 'output-unwritable') ? exitCode.ourFault : exitCode.wrongInput;
};

/** A request that cannot be: nothing was done. */
export const refuse = (problem: string): number => {
  say(`pgfleet: ${problem}`);
  return exitCode.wrongInput;
};

/** What was asked for did not come to a good end. */
export const found = (problem: string): number => {
  say(`pgfleet: ${problem}`);
  return exitCode.differs;
};

const signs = { added: '+', changed: '~', removed: '-' } as const;
const kinds = ['added', 'changed', 'removed'] as const;

/** Lists of files on stdout. `stale`: they are what a synth would do, a finding, and not what it did. */
export const reportFiles = (environments: number, lists: FileLists, format: DiagnosticFormat, stale: boolean): void => {
  if (format === 'json') print(JSON.stringify({ schemaVersion: 1, environments, ...lists }, undefined, 2));
  else if (format === 'github') {
    if (stale) print(kinds.flatMap((kind) => lists[kind].map((path) => annotation(kind, path))).join('\n'));
  } else print(kinds.flatMap((kind) => lists[kind].map((path) => `${signs[kind]} dist/${path}`)).join('\n'));
};

/** `2 added, 1 changed, 0 removed`. */
export const counts = (lists: FileLists): string => kinds.map((kind) => `${lists[kind].length} ${kind}`).join(', ');

export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

const annotation = (kind: (typeof kinds)[number], path: string): string =>
  `::error file=dist/${path},title=stale::dist/ is not what the values say (${kind}): run "npm run synth" and commit`;
