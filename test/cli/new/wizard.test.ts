import { commandLine, wizard } from '../../../lib/cli/new/wizard';

/** A person who answers these, and what that person saw. */
const person = (...answers: readonly string[]) => {
  const seen: string[] = [];
  const left = [...answers];
  return {
    seen,
    ask: async (question: string) => {
      seen.push(question);
      return left.shift();
    },
    tell: (line: string) => void seen.push(line),
  };
};
const fine = (name: string) => (name === 'taken' ? 'it exists already' : undefined);

test('an environment from a profile: five answers, asked again until they are some', async () => {
  const somebody = person('taken', 'orders', '', 'prod', 'production', 'team-orders', '', 'orders', '');
  expect(await wizard({ id: undefined, options: { output: 'text' } }, fine, somebody)).toEqual({
    id: 'orders',
    options: { output: 'text', profile: 'production', owner: 'team-orders', database: 'orders' },
  });
  expect(somebody.seen).toEqual([
    'Name of the environment: ',
    'it exists already',
    'Name of the environment: ',
    'Copy the settings of which environment (empty: of none): ',
    'Profile (development or production): ',
    'one of development, production',
    'Profile (development or production): ',
    'Team that owns it: ',
    'Name of the database: ',
    'it is needed',
    'Name of the database: ',
    'What it is for, in a sentence (empty: not said): ',
  ]);
});

test('a copy needs nothing but its source, and what was said is not asked', async () => {
  const somebody = person('dev', 'For the testers');
  expect(await wizard({ id: 'qa', options: { size: '5Gi' } }, fine, somebody)).toEqual({
    id: 'qa',
    options: { size: '5Gi', from: 'dev', description: 'For the testers' },
  });
});

test('a branch is not asked for a name', async () => {
  const somebody = person('team-orders', 'orders', '');
  expect(await wizard({ id: undefined, options: { feature: 'x/y' } }, fine, somebody)).toEqual({
    id: undefined,
    options: { feature: 'x/y', owner: 'team-orders', database: 'orders' },
  });
});

test('where the input ends nothing is made', async () => {
  expect(await wizard({ id: undefined, options: {} }, fine, person('orders', ''))).toBeUndefined();
});

test('the command that says the same is one for a shell', () => {
  expect(
    commandLine({
      id: 'qa',
      options: { from: 'dev', dbOwner: 'app', description: "it's $HOME", output: 'json', dryRun: true },
    }),
  ).toBe("pgfleet new qa --from dev --db-owner app --description 'it'\\''s $HOME'");
});
