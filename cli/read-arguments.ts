import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { type Terminal, UsageError } from './command.ts';

/** What was given on the command line. Throws `UsageError`, without repeating what was given. */
export const readArguments = <const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
  help: string,
) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch {
    throw new UsageError(`An option is not known, or lacks its value.\n\n${help.trimEnd()}`);
  }
};

/** The one thing that a command is about. */
export const onlyOne = (positionals: readonly string[], help: string): string => {
  const [one, ...others] = positionals;
  if (one === undefined || others.length > 0) throw new UsageError(help.trimEnd());
  return one;
};

/** One of the things that a command of several can do. */
export interface Verb {
  readonly help: string;
  run(args: readonly string[], terminal: Terminal): Promise<void>;
}

/** Runs the verb that is named first; says how the command is used where none is, or where help is asked for. */
export const runVerb = async (
  verbs: ReadonlyMap<string, Verb>,
  help: string,
  [name, ...args]: readonly string[],
  terminal: Terminal,
): Promise<number> => {
  if (name === '--help' || name === '-h') {
    terminal.out(help);
    return 0;
  }
  const verb = name === undefined ? undefined : verbs.get(name);
  if (verb === undefined) throw new UsageError(help.trimEnd());
  if (args.includes('--help') || args.includes('-h')) {
    terminal.out(verb.help);
    return 0;
  }
  await verb.run(args, terminal);
  return 0;
};
