/** How one thing is. Only `failed` makes a verdict: what could not be looked at is no failure, and no success either. */
export type State = 'ok' | 'failed' | 'warning' | 'unknown';

export interface Line {
  readonly name: string;
  readonly state: State;
  readonly words: string;
  /** The command to run next, where there is one. */
  readonly next?: string;
}

export const ok = (name: string, words: string): Line => ({ name, state: 'ok', words });
export const failed = (name: string, words: string, next?: string): Line => line(name, 'failed', words, next);
export const warning = (name: string, words: string, next?: string): Line => line(name, 'warning', words, next);
export const unknown = (name: string, words: string, next?: string): Line => line(name, 'unknown', words, next);

const line = (name: string, state: State, words: string, next: string | undefined): Line => ({
  name,
  state,
  words,
  ...(next === undefined ? {} : { next }),
});

/** Not by colour: a log has none, and some people see none. */
const signs: Readonly<Record<State, string>> = { ok: '✔', failed: '✖', warning: '!', unknown: '?' };

/** One line each, and below a line what to do next. */
export const linesText = (lines: readonly Line[]): string => {
  const width = Math.max(0, ...lines.map(({ name }) => name.length));
  return lines
    .flatMap(({ name, state, words, next }) => [
      `${signs[state]} ${name.padEnd(width)}  ${words.replace(/\s*\n\s*/g, ' ')}`,
      ...(next === undefined ? [] : [`  ${' '.repeat(width)}  -> ${next}`]),
    ])
    .join('\n');
};

export const failures = (lines: readonly Line[]): readonly Line[] => lines.filter(({ state }) => state === 'failed');

/** `3 failed, 1 to look at, 2 not known`; empty: all is well. */
export const summary = (lines: readonly Line[]): string =>
  (['failed', 'warning', 'unknown'] as const)
    .map((state) => [lines.filter((one) => one.state === state).length, said[state]] as const)
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${number} ${words}`)
    .join(', ');

const said = { failed: 'failed', warning: 'to look at', unknown: 'not known' } as const;
