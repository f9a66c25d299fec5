import { describe, expect, it } from 'vitest';
import { parseJsonBody, rewriteJsonText, walkJsonLiterals } from '../../../lambda/openai/json-text.ts';

const failing = (failure: string): unknown => expect.objectContaining({ failure });

describe('reading a request body', () => {
  it('gives the object', () => {
    expect(parseJsonBody('{"a":[1,{"b":"\\u00e9\\n"}],"c":{"a":null}}')).toEqual({
      a: [1, { b: 'é\n' }],
      c: { a: null },
    });
  });

  const refused: readonly [string, string, string][] = [
    ['broken JSON', '{"a":', 'invalid_json'],
    ['an empty body', '', 'invalid_json'],
    ['JSON with something after it', '{} {}', 'invalid_json'],
    ['an array', '[]', 'not_an_object'],
    ['a scalar', '"x"', 'not_an_object'],
    ['the same key twice', '{"a":1,"b":2,"a":3}', 'duplicate_key'],
    ['the same key twice, spelled differently', '{"model":1,"\\u006dodel":2}', 'duplicate_key'],
    ['the same key twice, deep down', '{"x":[{"y":{"a":1,"a":1}}]}', 'duplicate_key'],
    ['__proto__', '{"__proto__":{}}', 'forbidden_key'],
    ['a lone surrogate', '{"a":"\\ud83d"}', 'lone_surrogate'],
    ['a lone surrogate in a key', '{"\\ude00":1}', 'lone_surrogate'],
    ['deep nesting', `{"a":${'['.repeat(500)}${']'.repeat(500)}}`, 'too_deep'],
  ];
  for (const [what, body, failure] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => parseJsonBody(body)).toThrow(failing(failure));
    });
  }

  it('takes equal keys of different objects, and keys that are also values', () => {
    expect(parseJsonBody('{"a":{"k":"a"},"b":{"k":"k"},"c":[{"k":1},{"k":2}]}')).toBeTruthy();
  });

  it('takes paired surrogates and escaped quotes', () => {
    expect(parseJsonBody('{"a\\"b":"\\ud83d\\ude00 \\\\\\" end"}')).toEqual({ 'a"b': '😀 \\" end' });
  });
});

describe('rewriting a JSON text', () => {
  it('escapes what it puts in and keeps everything else', () => {
    const text = '[ "a" , {"k" : "a\\u0041", "n": -1.0e5} ]';
    expect(rewriteJsonText(text, ({ value }) => (value === 'aA' ? 'say "hi"\n' : value))).toBe(
      '[ "a" , {"k" : "say \\"hi\\"\\n", "n": -1.0e5} ]',
    );
  });

  it('visits both values of a key that stands twice', () => {
    expect(rewriteJsonText('{"a":"x","a":"y"}', ({ value }) => value.toUpperCase())).toBe(
      '{"A":"X","A":"Y"}',
    );
  });

  it('turns a number into a string when it must', () => {
    expect(rewriteJsonText('{"mrn":12345678}', ({ kind }) => (kind === 'number' ? 'ID_1' : 'mrn'))).toBe(
      '{"mrn":"ID_1"}',
    );
  });

  it('labels values with the nearest key', () => {
    const seen: (string | undefined)[] = [];
    walkJsonLiterals('{"a":["x",{"b":"y"},"z"],"c":"w"}', ({ kind, label }) => {
      if (kind === 'string') seen.push(label);
    });
    expect(seen).toEqual(['a', 'b', 'a', 'c']);
  });
});
