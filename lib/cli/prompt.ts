import { createInterface } from 'node:readline';

/** Whether somebody sits there who can answer: questions go to stderr, answers come from stdin. */
export const attended = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** The answer of a person, without the spaces around it; undefined where the input ends instead. */
export type Ask = (question: string) => Promise<string | undefined>;

/** Lends the terminal to a conversation. Lines that come before they are asked for, as when somebody pastes, wait for their question. */
export const conversation = async <Result>(talk: (ask: Ask) => Promise<Result>): Promise<Result> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const lines = terminal[Symbol.asyncIterator]();
  try {
    return await talk(async (question) => {
      terminal.setPrompt(question);
      terminal.prompt();
      const { done, value } = await lines.next();
      return done === true ? undefined : value.trim();
    });
  } finally {
    terminal.close();
  }
};
