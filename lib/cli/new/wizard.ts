import type { Ask } from '../prompt';
import { textsOf } from './request';
import { flagOf } from './settings';

/** What was said, and what was answered. */
export interface Answers {
  readonly id: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

interface Question {
  readonly option: string;
  readonly words: string;
  /** What an empty answer means; absent: it means nothing, and the question is asked again. */
  readonly otherwise?: string;
  /** Why an answer is none. */
  readonly fault?: (answer: string) => string | undefined;
  readonly asked: (options: Readonly<Record<string, unknown>>) => boolean;
}

const profiles = ['development', 'production'];
const always = () => true;
const fromProfile = ({ from }: Readonly<Record<string, unknown>>): boolean => from === undefined || from === '';

const questions: readonly Question[] = [
  {
    option: 'from',
    words: 'Copy the settings of which environment (empty: of none)',
    otherwise: '',
    asked: ({ profile, feature }) => profile === undefined && feature === undefined,
  },
  {
    option: 'profile',
    words: `Profile (${profiles.join(' or ')})`,
    fault: (answer) => (profiles.includes(answer) ? undefined : `one of ${profiles.join(', ')}`),
    asked: ({ from, feature }) => fromProfile({ from }) && feature === undefined,
  },
  { option: 'owner', words: 'Team that owns it', asked: fromProfile },
  { option: 'database', words: 'Name of the database', asked: fromProfile },
  { option: 'description', words: 'What it is for, in a sentence (empty: not said)', otherwise: '', asked: always },
];

/** The person who is asked. */
export interface Person {
  readonly ask: Ask;
  /** Is told why an answer is none. */
  readonly tell: (line: string) => void;
}

/** Asks for what the command line does not say; undefined where the input ends. `nameFault`: why a name cannot be had. */
export const wizard = async (
  said: Answers,
  nameFault: (name: string) => string | undefined,
  person: Person,
): Promise<Answers | undefined> => {
  const name: Question = {
    option: 'name',
    words: 'Name of the environment',
    fault: nameFault,
    asked: ({ feature }) => feature === undefined,
  };
  const options: Record<string, unknown> = { ...said.options, name: said.id };
  for (const question of [name, ...questions]) {
    if (options[question.option] !== undefined || !question.asked(options)) continue;
    const answer = await answerTo(question, person);
    if (answer === undefined) return undefined;
    options[question.option] = answer;
  }
  const { name: id, ...rest } = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ''));
  return { id: typeof id === 'string' ? id : undefined, options: rest };
};

const answerTo = async ({ words, otherwise, fault }: Question, { ask, tell }: Person): Promise<string | undefined> => {
  for (;;) {
    const answer = await ask(`${words}: `);
    if (answer === undefined) return undefined;
    if (answer === '' && otherwise !== undefined) return otherwise;
    const wrong = answer === '' ? 'it is needed' : fault?.(answer);
    if (wrong === undefined) return answer;
    tell(wrong);
  }
};

/** The command line that says all of it, for a shell. */
export const commandLine = ({ id, options }: Answers): string => {
  const { output: _, ...texts } = textsOf(options);
  const words = Object.entries(texts).flatMap(([option, text]) => [flagOf(option), text]);
  return ['pgfleet', 'new', ...(id === undefined ? [] : [id]), ...words].map(quoted).join(' ');
};

const quoted = (word: string): string =>
  /^[A-Za-z0-9_./:@,=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
