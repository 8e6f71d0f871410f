import { runToEnd } from '../programs';
import { failed, type Line, ok, warning } from '../status/line';
import type { Examination } from './scope';

/** `engines` of package.json. */
export const oldestNode = 20;

interface Program {
  readonly name: string;
  readonly args: readonly string[];
  /** What does not work without it. */
  readonly without: string;
  readonly grave: boolean;
}

const programs: readonly Program[] = [
  {
    name: 'npm',
    args: ['--version'],
    without: 'npm run synth, and the installation of the dependencies',
    grave: false,
  },
  {
    name: 'kubectl',
    args: ['version', '--client', '--output=yaml'],
    without: 'everything that asks a cluster',
    grave: true,
  },
  {
    name: 'psql',
    args: ['--version'],
    without: 'pgfleet connect, and the login of pgfleet status',
    grave: false,
  },
];

/** What runs here. */
export const machine: Examination = async () => [
  judgeNode(process.versions.node),
  ...(await Promise.all(
    programs.map(async (program) => {
      const ended = await runToEnd(program.name, program.args, { seconds: 20 });
      return judgeProgram(program, 'problem' in ended || ended.code !== 0 ? undefined : ended.stdout);
    }),
  )),
];

export const judgeNode = (version: string): Line =>
  Number(version.split('.')[0]) >= oldestNode
    ? ok('Node', version)
    : failed('Node', `${version} is older than ${oldestNode}`, 'https://nodejs.org/en/download');

export const judgeProgram = ({ name, without, grave }: Omit<Program, 'args'>, output: string | undefined): Line => {
  if (output !== undefined) return ok(name, /v?\d+\.\d[\w.+-]*/.exec(output)?.[0] ?? 'there is one');
  const words = `there is none that runs, and so not ${without}`;
  return grave ? failed(name, words, `install ${name}`) : warning(name, words, `install ${name}`);
};
