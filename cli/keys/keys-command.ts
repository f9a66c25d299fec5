import type { Terminal } from '../command.ts';
import { runVerb, type Verb } from '../read-arguments.ts';
import { createVerb } from './create.ts';
import { listVerb } from './list.ts';
import { disableVerb, enableVerb } from './set-status.ts';

const VERBS: ReadonlyMap<string, Verb> = new Map([
  ['create', createVerb],
  ['list', listVerb],
  ['disable', disableVerb],
  ['enable', enableVerb],
]);

const HELP = `Usage: hawthorn keys create|list|disable|enable [OPTIONS]

  create    makes an API key and prints it, once
  list      lists API keys
  disable   has a key refused
  enable    lets it in again

Without --stage they are the keys of the laptop. hawthorn keys VERB --help tells more.
`;

/** `hawthorn keys`: who may use the gateway. */
export const runKeys = (args: readonly string[], terminal: Terminal): Promise<number> =>
  runVerb(VERBS, HELP, args, terminal);
