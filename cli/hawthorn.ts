import { type Command, type Terminal, UsageError } from './command.ts';
import { inspectCommand } from './inspect/inspect-command.ts';

const COMMANDS: ReadonlyMap<string, Command> = new Map([['inspect', inspectCommand]]);

const HELP = `Usage: hawthorn COMMAND [ARGUMENTS]

${[...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`).join('\n')}

hawthorn COMMAND --help tells more.
`;

const terminal: Terminal = {
  stdin: process.stdin,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  colours: process.stdout.isTTY && process.stdout.hasColors(),
};

const run = async ([name, ...args]: readonly string[]): Promise<number> => {
  if (name === undefined) throw new UsageError(HELP.trimEnd());
  if (name === '--help' || name === '-h') {
    terminal.out(HELP);
    return 0;
  }
  const command = COMMANDS.get(name);
  if (command === undefined) throw new UsageError(`There is no such command.\n\n${HELP.trimEnd()}`);
  return command.run(args, terminal);
};

// Whoever reads the output may have had enough, as `head` does.
process.stdout.on('error', () => process.exit(0));

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // What else goes wrong may quote what was read.
  terminal.err(error instanceof UsageError ? `${error.message}\n` : 'hawthorn failed.\n');
  process.exitCode = 2;
}
