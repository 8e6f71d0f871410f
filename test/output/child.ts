import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { temporaryDirectory } from './fleet';

const root = join(__dirname, '..', '..');

/** Compiles the writer and a program beside it, for the tests that need a process of its own. Returns the program's path. */
export const compileProgram = (text: string): string => {
  const target = temporaryDirectory();
  const sources = [
    ...['lib', 'lib/output'].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `${folder}/${name}`),
    ),
    'test/output/fleet.ts',
  ];
  for (const source of sources) {
    const path = join(target, source.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(path), { recursive: true });
    const { code } = transformFileSync(join(root, source), {
      swcrc: false,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    });
    writeFileSync(path, code);
  }
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'));
  const program = join(target, 'test', 'output', 'program.js');
  writeFileSync(program, text);
  return program;
};

export const start = (
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess =>
  spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
}

export const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    let stdout = '';
    child.stdout?.on('data', (data) => {
      stdout += data;
    });
    child.on('close', (code) => resolve({ code, stdout }));
  });

/** Resolves when the program has printed `word`; fails when it ends before. */
export const said = (child: ChildProcess, word: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.on('close', () => reject(new Error(`the program ended before it said ${word}`)));
    child.stdout?.on('data', (data) => {
      text += data;
      if (text.includes(word)) resolve();
    });
  });
