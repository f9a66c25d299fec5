import * as fc from 'fast-check';
import { CANARY_KINDS, type Canary, canary, sentencesOf } from './canaries.ts';
import { marked } from './echoing-provider.ts';

/** Sentences in any order, some with a value of some type. */
export const textArbitrary = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...CANARY_KINDS).map((kind) => ({ kind })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'She takes 5 mg of lisinopril daily.',
        'NAME_4KQ7ZD is no token of ours.',
        '{"not": "a document"',
        '"quoted" \\ and\n\ttabbed 🙂 é',
        '**Bold** and <b>bold</b> &amp; 100%.',
      ),
    },
  ),
  { minLength: 1, maxLength: 5 },
);

export type RandomText = typeof textArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Numbers that no two texts of a process share, so that a value found later can be told from all others. */
let number = 9_000;

const plant = (one: RandomText[number]): string | Canary => {
  if (typeof one === 'string') return one;
  number += 1;
  return canary(one.kind, number);
};

/** Writes the texts of one request, each marked with its number. */
export const randomTexts = () => {
  let place = 0;
  return {
    write: (text: RandomText): { readonly said: string; readonly canaries: readonly Canary[] } => {
      const planted = text.map(plant);
      const sentences = planted.map((one) => (typeof one === 'string' ? one : sentencesOf([one])));
      const said = marked(place, sentences.join(' '));
      place += 1;
      return { said, canaries: planted.filter((one) => typeof one !== 'string') };
    },
  };
};
