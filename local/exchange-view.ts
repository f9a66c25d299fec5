import type { ServedExchange } from './api-gateway.ts';
import { TOKEN } from './demo-provider/found-tokens.ts';
import type { ReceivedRequest } from './received-request.ts';
import { answeredTexts } from './view/answered-text.ts';
import { padTo, printable, shorten, wrap } from './view/lay-out-text.ts';
import { receivedTexts } from './view/received-text.ts';

export interface ViewStyle {
  /** Of the terminal. */
  readonly columns: number;
  readonly colours: boolean;
}

const LEAST_COLUMNS = 40;
const MOST_COLUMNS = 140;
/** Narrower terminals show one above the other. */
const SIDE_BY_SIDE_COLUMNS = 80;
const MOST_CHARACTERS = 600;
const MOST_LINES = 24;
/** Room for the ids of a conversation and of an item in it. */
const MOST_PATH = 120;

const PAINTS = { bold: 1, dim: 2, red: 31, green: 32, cyan: 36 } as const;
type Paint = (colour: keyof typeof PAINTS, text: string) => string;

const painter =
  ({ colours }: ViewStyle): Paint =>
  (colour, text) =>
    colours ? `\u001b[${PAINTS[colour]}m${text}\u001b[0m` : text;

const headerText = (value: unknown): string => (typeof value === 'string' ? printable(value) : '');

const headline = ({ method, path, status, durationMs, headers, complete }: ServedExchange, paint: Paint) =>
  [
    paint('bold', printable(`${method} ${shorten(path, MOST_PATH)}`)),
    paint(status !== undefined && status < 400 && complete ? 'green' : 'red', String(status ?? 'no answer')),
    `${Math.round(durationMs)} ms`,
    ...(headers['x-hawthorn-phi'] === undefined ? [] : [`PHI ${headerText(headers['x-hawthorn-phi'])}`]),
    ...(complete ? [] : [paint('red', 'the client went away')]),
    paint('dim', headerText(headers['x-request-id'])),
  ].join('  ');

const lay = (texts: readonly string[], width: number): readonly string[] => {
  const lines = texts.flatMap((text) => wrap(shorten(printable(text), MOST_CHARACTERS), width));
  if (lines.length <= MOST_LINES) return lines;
  // The newest message stands last, and is what one looks for.
  return [`… (${lines.length - MOST_LINES + 1} lines before)`, ...lines.slice(1 - MOST_LINES)];
};

const rule = (title: string, width: number): string => {
  const begin = `── ${title} `;
  return begin + '─'.repeat(Math.max(0, width - begin.length));
};

const RECEIVED = 'the provider received';
const GOT = 'the client got';

const sideBySide = (left: readonly string[], right: readonly string[], width: number, paint: Paint) => {
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const cell = padTo(left[row] ?? '', width).replace(TOKEN, (token) => paint('cyan', token));
    return `${cell} ${paint('dim', '│')} ${right[row] ?? ''}`.trimEnd();
  });
  return [paint('dim', `${rule(RECEIVED, width)} │ ${rule(GOT, width)}`), ...rows];
};

const stacked = (left: readonly string[], right: readonly string[], width: number, paint: Paint) => [
  paint('dim', rule(RECEIVED, width)),
  ...left.map((line) => line.replace(TOKEN, (token) => paint('cyan', token))),
  paint('dim', rule(GOT, width)),
  ...right,
];

/** Reading and deleting what the gateway keeps concerns no provider, and shows no more than that it was done. */
const isHousekeeping = ({ method, status }: ServedExchange): boolean =>
  method !== 'POST' && status !== undefined && status < 400;

/** One request for the terminal: what the provider received beside what the client got. */
export const formatExchange = (
  exchange: ServedExchange,
  received: ReceivedRequest | undefined,
  style: ViewStyle,
): string => {
  const paint = painter(style);
  const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, style.columns));
  const isWide = columns >= SIDE_BY_SIDE_COLUMNS;
  const width = isWide ? Math.floor((columns - 3) / 2) : columns;
  const got = answeredTexts(exchange.body.toString('utf8'), headerText(exchange.headers['content-type']));
  const head = headline(exchange, paint);
  if (received === undefined && (got.length === 0 || isHousekeeping(exchange))) return `${head}\n`;
  const left = lay(received ? receivedTexts(received.body) : ['(nothing was sent)'], width);
  const right = lay(got, width);
  const body = isWide ? sideBySide(left, right, width, paint) : stacked(left, right, width, paint);
  return `${[head, ...body].join('\n')}\n\n`;
};

export interface ExchangeView {
  onReceived(request: ReceivedRequest): void;
  onExchange(exchange: ServedExchange): void;
}

/** Requests that are under way at once; what is forgotten beyond it shows as not sent. */
const MOST_WAITING = 1_000;

/** Brings together what the provider received and what the client got, by the request's id, and prints both. */
export const createExchangeView = (print: (text: string) => void, style: () => ViewStyle): ExchangeView => {
  const waiting = new Map<string, ReceivedRequest>();
  return {
    onReceived: (request) => {
      if (request.requestId === undefined) return;
      waiting.set(request.requestId, request);
      const [oldest] = waiting.keys();
      if (waiting.size > MOST_WAITING && oldest !== undefined) waiting.delete(oldest);
    },
    onExchange: (exchange) => {
      const id = headerText(exchange.headers['x-request-id']);
      print(formatExchange(exchange, waiting.get(id), style()));
      waiting.delete(id);
    },
  };
};
