import './plain-environment';
import { Command as Commander, CommanderError, Option } from 'commander';
import { packageVersion } from '../program';
import type { Command } from './command';
import { commands } from './commands';
import { exitCode } from './exit-codes';

const exitCodeHelp = `
Exit codes:
  0  fine
  1  dist/ differs from what the values say, or there are findings
  2  wrong usage or wrong values
  3  a fault of pgfleet itself, or of the file system`;

/** Runs the program and sets the exit code of the process; never ends the process itself, so that output is written whole. */
export const main = async (args: readonly string[]): Promise<void> => {
  try {
    await program().parseAsync([...args], { from: 'user' });
  } catch (error) {
    process.exitCode =
      error instanceof CommanderError ? (error.exitCode === 0 ? exitCode.fine : exitCode.wrongInput) : fault(error);
  }
};

const program = (): Commander => {
  const root = new Commander('pgfleet')
    .description('PostgreSQL environments as typed code: one values.yaml each, plain Kubernetes YAML out.')
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .showHelpAfterError('(pgfleet --help lists the commands)')
    .addHelpText('after', `\n${examplesOf(commands.slice(0, 2))}\n${exitCodeHelp}`);
  for (const command of commands) root.addCommand(subcommand(command));
  return root;
};

const subcommand = (command: Command): Commander => {
  const result = new Commander(command.name)
    .summary(command.summary)
    .description(`${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`)
    .exitOverride()
    .showHelpAfterError(`(pgfleet ${command.name} --help shows its options)`)
    .addHelpText('after', `\n${examplesOf([command])}`)
    .allowExcessArguments(false);
  if (command.parameters !== '') result.argument(command.parameters);
  for (const { flags, words, choices, value } of command.options) {
    const option = new Option(flags, words);
    if (choices !== undefined) option.choices([...choices]);
    if (value !== undefined) option.default(value);
    result.addOption(option);
  }
  return result.action(async (...received: unknown[]) => {
    const argument = command.parameters === '' ? [] : received[0];
    const args = Array.isArray(argument) ? argument : argument === undefined ? [] : [argument];
    process.exitCode = await command.run(args as string[], result.opts());
  });
};

const examplesOf = (described: readonly Command[]): string => {
  const examples = described.flatMap((command) => command.examples);
  const width = Math.max(...examples.map(({ line }) => line.length)) + 2;
  return ['Examples:', ...examples.map(({ line, words }) => `  ${line.padEnd(width)}${words}`)].join('\n');
};

/** What a person needs to report the fault, without a stack for a plain error of the file system. */
const fault = (error: unknown): number => {
  const known = error instanceof Error && 'code' in error;
  process.stderr.write(
    `pgfleet: ${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCode.ourFault;
};
