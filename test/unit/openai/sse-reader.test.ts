import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../lambda/contract/gateway-error.ts';
import { readSse, type SseLimits } from '../../../lambda/openai/sse-reader.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* chunked(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(typeof chunk === 'string' ? bytesOf(chunk) : chunk);
}

const byteByByte = (text: string): AsyncGenerator<Uint8Array> =>
  chunked(...Array.from(bytesOf(text), (byte) => Uint8Array.of(byte)));

/** The events, and the failure that ended the reading if one did. */
const read = async (body: AsyncIterable<Uint8Array>, limits?: SseLimits) => {
  const events: string[] = [];
  try {
    for await (const data of readSse(body, limits)) events.push(data);
  } catch (error) {
    return { events, failure: error instanceof GatewayError ? error.failure : error };
  }
  return { events };
};

// The cases of web-platform-tests/eventsource that are about the format, with what a browser dispatches.
// https://github.com/web-platform-tests/wpt/tree/master/eventsource
const WHATWG: readonly (readonly [string, string, readonly string[]])[] = [
  ['one line', 'data: one\n\n', ['one']],
  ['no space after the colon', 'data:one\n\n', ['one']],
  ['only the first space goes', 'data:  one \n\n', [' one ']],
  ['a tab is content', 'data:\tone\n\n', ['\tone']],
  ['several lines', 'data: one\ndata: two\n\n', ['one\ntwo']],
  ['lines that are empty', 'data:\ndata\ndata:\n\n', ['\n\n']],
  ['a field without colon', 'data\n\n', ['']],
  ['an empty field', 'data:\n\n', ['']],
  ['no data, no event', 'event: x\nid: 1\n\n', []],
  ['blank lines alone', '\n\n\n\n', []],
  ['CR', 'data: one\r\rdata: two\r\r', ['one', 'two']],
  ['CRLF', 'data: one\r\n\r\ndata: two\r\n\r\n', ['one', 'two']],
  ['mixed ends of line', 'data: one\r\ndata: two\n\rdata: three\r\n\n', ['one\ntwo', 'three']],
  ['comments', ': hello\ndata: one\n:\n: data: two\n\n', ['one']],
  ['a comment between events', 'data: one\n\n: keep-alive\n\ndata: two\n\n', ['one', 'two']],
  ['unknown fields', 'date: x\ndata: one\ndat: y\ndataa: z\n data: no\n\n', ['one']],
  ['field names in capitals', 'DATA: one\n\n', []],
  ['ids, names and delays', 'id: 7\nevent: delta\nretry: 10\ndata: one\n\n', ['one']],
  ['a bad delay', 'retry: soon\ndata: one\n\n', ['one']],
  ['colons in the value', 'data: a: b: c\n\n', ['a: b: c']],
  ['NUL', 'data: a\0b\n\n', ['a\0b']],
  [
    'other separators are content',
    'data: a\u0085b\u2028c\u2029d\u000be\n\n',
    ['a\u0085b\u2028c\u2029d\u000be'],
  ],
  ['a BOM', '\uFEFFdata: one\n\n', ['one']],
  ['a second BOM is part of the name', '\uFEFF\uFEFFdata: one\n\ndata: two\n\n', ['two']],
  ['a BOM further on', 'data: one\n\n\uFEFFdata: two\n\ndata: three\n\n', ['one', 'three']],
  ['JSON', 'data: {"a":"b\\n"}\n\ndata: [DONE]\n\n', ['{"a":"b\\n"}', '[DONE]']],
];

describe('the format', () => {
  test.each(WHATWG)('%s', async (_, text, events) => {
    expect(await read(chunked(text))).toEqual({ events });
    expect(await read(byteByByte(text))).toEqual({ events });
  });
});

describe('the end of the bytes', () => {
  test.each([
    ['without the blank line', 'data: one\n'],
    ['without a line end', 'data: one'],
    ['after a lone CR', 'data: one\r'],
    ['after CRLF', 'data: one\r\n'],
  ])('delivers the last event %s', async (_, text) => {
    expect(await read(chunked(text))).toEqual({ events: ['one'] });
    expect(await read(byteByByte(text))).toEqual({ events: ['one'] });
  });

  test('half an event comes as it is, so that its JSON fails at the reader', async () => {
    expect(await read(chunked('data: [1]\n\ndata: {"a":"b'))).toEqual({ events: ['[1]', '{"a":"b'] });
  });

  test.each([
    ['nothing', ''],
    ['half a field name', 'dat'],
    ['a comment', ': bye'],
    ['a page', '<html>\n<p>data: x</p>'],
    ['JSON', '{"error":{"message":"x"}}'],
  ])('%s gives no event', async (_, text) => {
    expect(await read(chunked(text))).toEqual({ events: [] });
  });
});

describe('UTF-8', () => {
  test('characters survive a cut at every byte', async () => {
    const text = 'data: é 漢 👩‍⚕️ \u{10FFFF}\n\n';
    expect(await read(byteByByte(text))).toEqual({ events: ['é 漢 👩‍⚕️ \u{10FFFF}'] });
  });

  test.each([
    ['a stray continuation', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['a character that never ends', [0xe6, 0xbc]],
  ])('%s is a failure, after what was whole', async (_, bad) => {
    const body = chunked('data: one\n\n', 'data: ', Uint8Array.from(bad));
    expect(await read(body)).toEqual({ events: ['one'], failure: 'provider_failed' });
  });
});

describe('limits', () => {
  const limits = { maxEventLength: 10, maxBytes: 100 };

  test('an event of the full length passes', async () => {
    expect(await read(chunked('data: 0123456789\n\n'), limits)).toEqual({ events: ['0123456789'] });
  });

  test.each([
    ['at once', ['data: 1\n\ndata: 01234567890\n\ndata: 2\n\n']],
    ['in pieces', ['data: 1\n\ndata: 0123', '45678', '90\n\ndata: 2\n\n']],
    ['as several lines', ['data: 1\n\ndata: 01234\ndata: 56789\n\ndata: 2\n\n']],
    ['as the last', ['data: 1\n\ndata: 01234567890']],
  ])('an event that is too long cuts the stream there: %s', async (_, chunks) => {
    expect(await read(chunked(...chunks), limits)).toEqual({ events: ['1'], failure: 'provider_cut' });
  });

  test('a line that never ends is not kept', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        taken += 1;
        yield await Promise.resolve(bytesOf('data: 0123456789'.repeat(4)));
      }
    }
    const wide = { maxEventLength: 1000, maxBytes: Number.MAX_SAFE_INTEGER };
    expect(await read(endless(), wide)).toEqual({ events: [], failure: 'provider_cut' });
    expect(taken).toBeLessThan(50);
  });

  test.each([
    ['at once', ['data: 1\n\n'.repeat(20)]],
    ['in pieces', Array.from({ length: 20 }, () => 'data: 1\n\n')],
  ])('more bytes than allowed cut the stream at the same place: %s', async (_, chunks) => {
    const events = Array.from({ length: 11 }, () => '1');
    expect(await read(chunked(...chunks), limits)).toEqual({ events, failure: 'provider_cut' });
  });

  test('comments count', async () => {
    expect(await read(chunked(': keep-alive\n\n'.repeat(20)), limits)).toEqual({
      events: [],
      failure: 'provider_cut',
    });
  });
});

describe('the source', () => {
  test('an error of the source is a cut, without its words', async () => {
    async function* dying(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(bytesOf('data: one\n\ndata: tw'));
      throw new Error('socket hang up after Jane Roe');
    }
    expect(await read(dying())).toEqual({ events: ['one'], failure: 'provider_cut' });
  });

  test('leaving early ends the source', async () => {
    let ended = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield await Promise.resolve(bytesOf('data: one\n\ndata: two\n\n'));
      } finally {
        ended = true;
      }
    }
    for await (const data of readSse(source())) {
      expect(data).toBe('one');
      break;
    }
    expect(ended).toBe(true);
  });

  test('events come as soon as they are whole', async () => {
    const second = Promise.withResolvers<undefined>();
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield bytesOf('data: one\n\n');
      await second.promise;
      yield bytesOf('data: two\n\n');
    }
    const events = readSse(slow());
    expect(await events.next()).toEqual({ done: false, value: 'one' });
    second.resolve(undefined);
    expect(await events.next()).toEqual({ done: false, value: 'two' });
  });
});
