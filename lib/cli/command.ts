import type { DiagnosticFormat } from '../diagnostic-render';

/** How results are written to stdout. */
export const outputFormats = ['text', 'json', 'github'] as const satisfies readonly DiagnosticFormat[];

export interface CommandOption {
  readonly flags: string;
  readonly words: string;
  readonly choices?: readonly string[];
  readonly value?: string;
}

/** The option of every command that asks a cluster. */
export const context: CommandOption = {
  flags: '--context <name>',
  words: 'context of KUBECONFIG; else the current one',
};

/** The option that every command with a result has. */
export const format: CommandOption = {
  flags: '-o, --output <format>',
  words: 'form of the result on stdout',
  choices: outputFormats,
  value: 'text',
};

/** A command as data: help and parsing are derived from it, and its code is loaded only when it runs. */
export interface Command {
  readonly name: string;
  /** As in a usage line: `[environments...]`. */
  readonly parameters: string;
  readonly summary: string;
  readonly options: readonly CommandOption[];
  readonly examples: readonly { readonly line: string; readonly words: string }[];
  /** Runs the command and returns its exit code. */
  readonly run: (args: readonly string[], options: Readonly<Record<string, unknown>>) => Promise<number>;
}
