import { describe, expect, it } from 'vitest';
import { createPreludeParser, PreludeError } from '../../../local/prelude-parser.ts';

const NULS = '\0'.repeat(8);
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('createPreludeParser', () => {
  it('gives status, headers, cookies and the body behind the eight NULs', () => {
    const parser = createPreludeParser();
    const step = parser.feed(
      bytes(
        `{"statusCode":201,"headers":{"x-a":"1","x-n":2},"multiValueHeaders":{"x-m":["1","2"]},"cookies":["c=1"]}${NULS}hello`,
      ),
    );
    expect(step.prelude).toEqual({
      statusCode: 201,
      headers: { 'x-a': '1', 'x-n': '2' },
      multiValueHeaders: { 'x-m': ['1', '2'] },
      cookies: ['c=1'],
    });
    expect(Buffer.from(step.body).toString()).toBe('hello');
    expect(() => parser.flush()).not.toThrow();
  });

  it('gives the prelude as soon as the eighth NUL is there, before any body', () => {
    const parser = createPreludeParser();
    expect(parser.feed(bytes(`{"statusCode":200}${'\0'.repeat(7)}`)).prelude).toBeUndefined();
    expect(parser.feed(bytes('\0'))).toMatchObject({ prelude: { statusCode: 200 }, body: Buffer.alloc(0) });
  });

  it('leaves NULs behind the eighth to the body', () => {
    const { body } = createPreludeParser().feed(bytes(`{"statusCode":200}${NULS}\0\0x`));
    expect(Buffer.from(body).toString()).toBe('\0\0x');
  });

  it.each([
    ['no JSON', `{"statusCode":${NULS}`],
    ['no object', `[200]${NULS}`],
    ['no status', `{"headers":{}}${NULS}`],
    ['a status that is no number', `{"statusCode":"200"}${NULS}`],
    ['a status of the protocol itself', `{"statusCode":101}${NULS}`],
    ['headers that are no object', `{"statusCode":200,"headers":["a"]}${NULS}`],
    ['a header that is no text', `{"statusCode":200,"headers":{"a":{}}}${NULS}`],
    ['a multi-value header that is no list', `{"statusCode":200,"multiValueHeaders":{"a":"b"}}${NULS}`],
    ['too few NULs', `{"statusCode":200}${'\0'.repeat(7)}body`],
    ['nothing before the NULs', NULS],
  ])('refuses %s', (_what, text) => {
    const parser = createPreludeParser();
    expect(() => parser.feed(bytes(text))).toThrow(PreludeError);
    expect(() => parser.feed(bytes('more'))).toThrow(PreludeError);
    expect(() => parser.flush()).toThrow(PreludeError);
  });

  it('refuses a prelude without an end as soon as it is too long', () => {
    const parser = createPreludeParser(100);
    parser.feed(bytes('{"a":"'.padEnd(100, 'x')));
    expect(() => parser.feed(bytes('x'))).toThrow('too long');
  });

  it.each([
    ['nothing', ''],
    ['half of the JSON', '{"statusCode":2'],
    ['all but one NUL', `{"statusCode":200}${'\0'.repeat(7)}`],
  ])('refuses an end after %s', (_what, text) => {
    const parser = createPreludeParser();
    parser.feed(bytes(text));
    expect(() => parser.flush()).toThrow('not complete');
  });
});
