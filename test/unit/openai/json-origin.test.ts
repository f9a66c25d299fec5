import { describe, expect, test } from 'vitest';
import { originIn } from '../../../lambda/openai/json-origin.ts';
import { type JsonLiteral, walkJsonLiterals } from '../../../lambda/openai/json-text.ts';

const literalIn = (document: string, wanted: string): JsonLiteral => {
  const found: JsonLiteral[] = [];
  walkJsonLiterals(document, (literal) => void found.push(literal));
  return found.find(({ value }) => value.includes(wanted))!;
};

/** What stands in the document where a literal says these words. */
const written = (document: string, words: string): string => {
  const literal = literalIn(document, words);
  const at = literal.value.indexOf(words);
  const { start, end } = originIn(document, literal)({ start: at, end: at + words.length });
  return document.slice(start, end);
};

describe('where words of a literal stand in its document', () => {
  test.each([
    ['as they are', '{"note": "Seen: Jane Roe."}', 'Jane Roe', 'Jane Roe'],
    ['behind an emoji', '{"note": "👩🏽‍⚕️ Jane Roe."}', 'Jane Roe', 'Jane Roe'],
    ['behind an escaped emoji', String.raw`{"note": "\ud83d\ude00 Jane Roe."}`, 'Jane Roe', 'Jane Roe'],
    ['behind short escapes', String.raw`{"note": "\"\\\/\n\tJane Roe\n"}`, 'Jane Roe', 'Jane Roe'],
    ['with escapes in them', String.raw`["x", "Zo\u00eb\nRoe, 4"]`, 'Zoë\nRoe', String.raw`Zo\u00eb\nRoe`],
    ['at the end', String.raw`["\u0041 Jane"]`, 'Jane', 'Jane'],
    ['as a key', String.raw`{"\tJane Roe": 1}`, 'Jane Roe', 'Jane Roe'],
    ['as a number, which is one whole', '{"mrn": 48215733}', '8215', '48215733'],
  ])('%s', (_, document, words, expected) => {
    expect(written(document, words)).toBe(expected);
  });
});
