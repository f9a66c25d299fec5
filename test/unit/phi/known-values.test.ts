import { describe, expect, it } from 'vitest';
import { findSpans } from '../../../lambda/phi/find-spans.ts';
import { createKnownValues } from '../../../lambda/phi/known-values.ts';
import { isFreeUnderSafeHarbor } from '../../../lambda/phi/safe-harbor.ts';
import type { Span } from '../../../lambda/phi/span.ts';
import { createValueIndex } from '../../../lambda/phi/value-index.ts';

/** What identifies somebody, without what Safe Harbor lets stand. */
const tellingIn = (text: string): Span[] =>
  findSpans(text).filter((span) => !isFreeUnderSafeHarbor(text, span));

/** What is found in each text of a conversation, as written. */
const conversation = (...texts: readonly string[]): string[][] => {
  const known = createKnownValues();
  return texts.map((text) =>
    known.complete(text, tellingIn(text)).map(({ start, end }) => text.slice(start, end)),
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

  it('are found before a word that ends terms, where no disease is meant', () => {
    const told = 'Patient Anna Okonkwo was seen.';
    expect(conversation(told, 'Open the Okonkwo chart, and okonkwo heart rate.')[1]).toEqual([
      'Okonkwo',
      'okonkwo',
    ]);
    expect(conversation(told, 'Okonkwo syndrome is rare.')[1]).toEqual([]);
  });

  it('keep offsets right behind emoji', () => {
    expect(conversation('Patient Adaeze Okonkwo', '👩‍⚕️🏥 Okonkwo!')[1]).toEqual(['Okonkwo']);
  });

  it('leave ordinary words alone where their capital says nothing', () => {
    const told = 'Mr. Brown and Mrs. White came, and Dr. Gene Banks and Dr. Franz Kafka saw them.';
    for (const text of [
      'Brown sputum. White matter is intact.',
      'brown and white, and two gene banks',
      'The queue is read from kafka.',
    ]) {
      expect(conversation(told, text)[1]).toEqual([]);
    }
    expect(conversation(told, 'I think that Brown and also White agree.')[1]).toEqual(['Brown', 'White']);
    expect(conversation(told, 'Gene Banks agrees.')[1]).toEqual(['Gene Banks']);
  });

  it('are no years', () => {
    expect(conversation('Patient ID: 2024', 'The guidelines of 2024 say so.')[1]).toEqual([]);
  });

  it('are found where one is the beginning of another, or overlaps it', () => {
    const known = createKnownValues();
    const learn = (text: string) =>
      known.complete(text, [{ start: 0, end: text.length, type: 'PHONE', score: 1, source: 'test' }]);
    for (const text of ['5550-111', '5550-111-222', '222-3333', '4444-5!', '4444-5!!']) learn(text);
    const found = (text: string) => known.complete(text, []).map(({ start, end }) => text.slice(start, end));
    expect(found('x 5550-111-222-3333 y 5550-111-22')).toEqual(['5550-111-222-3333', '5550-111']);
    expect(found('4444-5 4444-5! 4444-5!!!')).toEqual(['4444-5!', '4444-5!!']);
  });
});

describe('an index of values', () => {
  it('takes no more steps for more values', () => {
    /** How many values are given back, and looked at, for a text of first words. */
    const steps = (values: number): number => {
      let looks = 0;
      const index = createValueIndex();
      for (let last = 0; last < values; last += 1) {
        index.add({ text: `212-555-${1_000 + last}`, type: 'PHONE', ordinary: false });
      }
      const lower = '212 212-555 212-555-0000';
      const words = [...lower.matchAll(/\d+/g)].map(({ 0: word, index: start }) => ({
        get start() {
          looks += 1;
          return start;
        },
        get end() {
          looks += 1;
          return start + word.length;
        },
      }));
      for (const place of words.keys()) expect(index.at(lower, words, place)).toEqual([]);
      return looks;
    };
    expect(steps(4_000)).toBe(steps(2));
  });

  it('passes over what has a form of its own', () => {
    const index = createValueIndex();
    index.add({ text: Array.from({ length: 33 }, () => 'aa').join('-'), type: 'SECRET', ordinary: false });
    index.add({ text: '(212) 555', type: 'PHONE', ordinary: false });
    expect(index.isEmpty()).toBe(true);
  });
});
