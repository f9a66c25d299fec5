import fc from 'fast-check';

/*
 * A provider's stream as bytes, framed and cut in the ways that servers and networks do it.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */

/** A line break between the members of an object begins a `data` line of its own. */
const inTwoLines = (data: string, end: string): string => data.replace(/^\{/, `{${end}data: `);

const FRAMINGS = {
  plain: (data: string) => `data: ${data}\n\n`,
  named: (data: string) => `event: ${/"type":"([^"]+)"/.exec(data)?.[1] ?? 'x'}\ndata: ${data}\n\n`,
  'CRLF, no space': (data: string) => `data:${data}\r\n\r\n`,
  'comments, ids and CR': (data: string) => `: keep-alive 🏥\r\rid: 7\rdata: ${data}\r\r`,
  'two lines': (data: string) => `data: ${inTwoLines(data, '\n')}\n\n`,
  'two lines, CRLF': (data: string) => `retry: 5\r\ndata: ${inTwoLines(data, '\r\n')}\r\n\r\n`,
} as const;

/** How a stream comes over the wire. */
export interface Wire {
  readonly framing: keyof typeof FRAMINGS;
  readonly byteOrderMark: boolean;
  /** Whether the last event has no blank line behind it. */
  readonly unended: boolean;
  /** Where the bytes are cut, modulo their number, or each byte by itself. */
  readonly cuts: readonly number[] | 'everywhere';
}

export const anyWire: fc.Arbitrary<Wire> = fc.record({
  framing: fc.constantFrom(
    ...([
      'plain',
      'named',
      'CRLF, no space',
      'comments, ids and CR',
      'two lines',
      'two lines, CRLF',
    ] as const),
  ),
  byteOrderMark: fc.boolean(),
  unended: fc.boolean(),
  cuts: fc.oneof(
    { weight: 5, arbitrary: fc.array(fc.nat(), { maxLength: 60 }) },
    { weight: 1, arbitrary: fc.constant('everywhere' as const) },
  ),
});

const cutAt = (bytes: Uint8Array, cuts: Wire['cuts']): readonly Uint8Array[] => {
  const places =
    cuts === 'everywhere'
      ? Array.from(bytes.keys())
      : cuts.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
};

/** The reads in which the bytes of these events come. */
export const readsOf = (data: readonly string[], wire: Wire): readonly Uint8Array[] => {
  const text = data.map(FRAMINGS[wire.framing]).join('');
  const whole = `${wire.byteOrderMark ? '\uFEFF' : ''}${wire.unended ? text.trimEnd() : text}`;
  return cutAt(Buffer.from(whole), wire.cuts);
};

/** As events come from a provider whose every event is one read. */
export const UNCUT: Wire = { framing: 'plain', byteOrderMark: false, unended: false, cuts: [] };
