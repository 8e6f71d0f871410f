import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What a cluster answers: standard output by the words that a question begins with; what is not listed is not there. */
export type Answers = Readonly<Record<string, Answer>>;
type Answer = string | object | { readonly error: string };

export interface FakeKubectl {
  readonly env: Readonly<Record<string, string>>;
  /** Every question, and what was given to it. */
  readonly questions: () => readonly { readonly args: readonly string[]; readonly input: string }[];
  /** What another program wrote into PROGRAM-calls, a line of JSON each. */
  readonly calls: (program: string) => readonly unknown[];
  readonly remove: () => void;
}

const program = `#!${process.execPath}
const fs = require('node:fs');
const folder = __dirname;
const args = process.argv.slice(2);
const input = args[1] === '-f' ? fs.readFileSync(0, 'utf8') : '';
fs.appendFileSync(folder + '/questions', JSON.stringify({ args, input }) + '\\n');
const answers = JSON.parse(fs.readFileSync(folder + '/answers.json', 'utf8'));
// The longest that fits.
const key = Object.keys(answers).filter((words) => args.join(' ').startsWith(words)).sort((a, b) => b.length - a.length)[0];
const answer = key === undefined ? '' : answers[key];
if (typeof answer === 'object' && 'error' in answer) {
  process.stderr.write(answer.error + '\\n');
  process.exitCode = 1;
} else process.stdout.write(typeof answer === 'string' ? answer : JSON.stringify(answer));
`;

/** A kubectl on the PATH that answers from a table. `others`: further programs there, as texts of JavaScript. */
export const fakeKubectl = (answers: Answers, others: Readonly<Record<string, string>> = {}): FakeKubectl => {
  const folder = mkdtempSync(join(tmpdir(), 'pgfleet-kubectl-'));
  writeFileSync(join(folder, 'kubectl'), program, { mode: 0o755 });
  writeFileSync(join(folder, 'answers.json'), JSON.stringify(answers));
  for (const [name, text] of Object.entries(others))
    writeFileSync(join(folder, name), `#!${process.execPath}\n${text}\n`, { mode: 0o755 });
  const lines = (file: string) =>
    existsSync(join(folder, file))
      ? readFileSync(join(folder, file), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
  return {
    env: { PATH: `${folder}${delimiter}${process.env.PATH}`, KUBECONFIG: '/nowhere' },
    questions: () => lines('questions'),
    calls: (other) => lines(`${other}-calls`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
