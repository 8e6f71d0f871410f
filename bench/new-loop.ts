import { main } from '../lib/cli';

/** `pgfleet new` for three stages of every application, one command after the other: `new-loop.js APPLICATIONS`. */
const stages = (application: string): readonly (readonly string[])[] => {
  const settings = ['--owner', `team-${application}`, '--database', application];
  return [
    ['new', `${application}-dev`, '--profile', 'development', ...settings],
    ['new', `${application}-qa`, '--from', `${application}-dev`, '--size', '5Gi'],
    ['new', `${application}-production`, '--profile', 'production', ...settings],
  ];
};

const loop = async (applications: number): Promise<void> => {
  for (let index = 0; index < applications; index++)
    for (const args of stages(`app-${String(index).padStart(3, '0')}`)) {
      await main(args);
      if (process.exitCode !== 0) throw new Error(`pgfleet ${args.join(' ')} ended with ${process.exitCode}`);
    }
};

void loop(Number(process.argv[2]));
