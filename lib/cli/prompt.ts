import { createInterface } from 'node:readline/promises';

/** Whether somebody sits there who can answer: talk goes to stderr, answers come from stdin. */
export const attended = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** The answer of a person, without the spaces around it; empty where the input ends. */
export const ask = async (question: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const end = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    return (await Promise.race([terminal.question(question), end])).trim();
  } finally {
    terminal.close();
  }
};
