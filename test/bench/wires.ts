import { chunk, completion, DONE, delta, event, finish, roleDelta, saying } from '../support/openai-wire.ts';
import { message, response, responseEvents, responseFrame, text } from '../support/responses-wire.ts';

/** What the provider reads of a request, whichever wire it came over. */
export interface Asked {
  readonly stream?: boolean;
  readonly messages?: readonly { readonly content: string }[];
  readonly input?: string | readonly { readonly content: string }[];
}

/** One of the two APIs, as the benchmark's client and its provider speak it. */
export interface BenchWire {
  readonly name: string;
  /** Behind `/v1`. */
  readonly path: string;
  readonly ask: (question: string) => object;
  /** Finds in a frame when it was sent, where it is a piece of text. */
  readonly stamp: RegExp;
  readonly question: (asked: Asked) => string;
  readonly plain: (said: string, id: string) => object;
  /** Frames around the pieces of a text. */
  readonly begin: (id: string) => readonly string[];
  readonly piece: (said: string, id: string) => string;
  readonly end: (said: string, id: string) => readonly string[];
}

const CHAT: BenchWire = {
  name: 'chat',
  path: '/chat/completions',
  ask: (content) => ({ messages: [{ role: 'user', content }] }),
  stamp: /"content":"([\d.]+);"/,
  question: ({ messages }) => messages?.at(-1)?.content ?? '',
  plain: (said) => completion([saying(said)]),
  begin: () => [event(roleDelta())],
  piece: (content) => event(delta({ content })),
  end: () => [event(finish()), event(chunk([])), event(DONE)],
};

/** A response of one message, and its events: four before the pieces of the text, and four behind them. */
const saidAs = (said: string, id: string) => response([message(`msg_${id}`, text(said))]);
const framesOf = (said: string, id: string): string[] =>
  responseEvents(saidAs(said, id), Math.max(said.length, 1)).map(responseFrame);
const AROUND = 4;

const RESPONSES: BenchWire = {
  name: 'responses',
  path: '/responses',
  ask: (input) => ({ input }),
  stamp: /"delta":"([\d.]+);"/,
  question: ({ input }) => (typeof input === 'string' ? input : (input?.at(-1)?.content ?? '')),
  plain: saidAs,
  begin: (id) => framesOf('', id).slice(0, AROUND),
  piece: (said, id) => framesOf(said, id)[AROUND] ?? '',
  end: (said, id) => framesOf(said, id).slice(-AROUND),
};

export const WIRES: readonly BenchWire[] = [CHAT, RESPONSES];
