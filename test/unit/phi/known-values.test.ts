import { describe, expect, it } from 'vitest';
import { findSpans } from '../../../lambda/phi/find-spans.ts';
import { createKnownValues } from '../../../lambda/phi/known-values.ts';

/** What is found in each text of a conversation, as written. */
const conversation = (...texts: readonly string[]): string[][] => {
  const known = createKnownValues();
  return texts.map((text) =>
    known.complete(text, findSpans(text)).map(({ start, end }) => text.slice(start, end)),
  );
};

describe('values that are known from earlier texts', () => {
  it('are found again without what first told of them', () => {
    expect(
      conversation(
        'Patient Adaeze Okonkwo, MRN 48215733, phone 415-555-0134.',
        'The chart is 48215733.',
        'So Okonkwo is stable?',
        'and okonkwo, what did adaeze say?',
      ).slice(1),
    ).toEqual([['48215733'], ['Okonkwo'], ['okonkwo', 'adaeze']]);
  });

  it('are found again earlier in their own text', () => {
    expect(conversation('Okonkwo called. The patient is Adaeze Okonkwo.')).toEqual([
      ['Okonkwo', 'Adaeze Okonkwo'],
    ]);
  });

  it('never change a text that came before', () => {
    const first = 'Zyzzyk was here.';
    expect(conversation(first, 'Patient: Bela Zyzzyk')[0]).toEqual(conversation(first)[0]);
  });

  it('are found only as whole words', () => {
    expect(conversation('Patient Ann Leeson, MRN 4821573.', 'LEESONITE 48215733 annual')[1]).toEqual([]);
  });

  it('leave words and eponyms alone that are parts of a name', () => {
    expect(
      conversation(
        'Patient Mark Parkinson, seen by Dr. Grace Will.',
        'Will you mark this? Parkinson disease is a grace period.',
      )[1],
    ).toEqual([]);
  });

  it('keep offsets right behind emoji', () => {
    expect(conversation('Patient Adaeze Okonkwo', '👩‍⚕️🏥 Okonkwo!')[1]).toEqual(['Okonkwo']);
  });
});
