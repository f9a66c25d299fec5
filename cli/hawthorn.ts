import { type Command, type Terminal, UsageError } from './command.ts';

/** Each is loaded when it is asked for: what one of them needs is much. */
const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  [
    'inspect',
    {
      summary: 'shows what would become of texts and requests',
      run: async (...given) => (await import('./inspect/inspect-command.ts')).runInspect(...given),
    },
  ],
  [
    'keys',
    {
      summary: 'makes, lists and disables API keys',
      run: async (...given) => (await import('./keys/keys-command.ts')).runKeys(...given),
    },
  ],
  [
    'policy',
    {
      summary: 'shows and sets what a tenant takes for PHI',
      run: async (...given) => (await import('./policy/policy-command.ts')).runPolicy(...given),
    },
  ],
]);

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
