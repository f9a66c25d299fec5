import { describe, expect, it } from 'vitest';
import { readEntities } from '../../../../lambda/phi/medical-service/read-entities.ts';
import { type Entity, entitiesIn } from '../../../support/detect-phi-fake.ts';

const TEXT =
  '😀👩‍⚕️ Jane Roe, nurse, 91, of 12 Oak St, 415-555-0134, jane@example.com, www.example.com, #A77, May 4';

const planted = [
  ['NAME', 'Jane Roe'],
  ['PROFESSION', 'nurse'],
  ['AGE', '91'],
  ['ADDRESS', '12 Oak St'],
  ['PHONE_OR_FAX', '415-555-0134'],
  ['EMAIL', 'jane@example.com'],
  ['URL', 'www.example.com'],
  ['ID', 'A77'],
  ['DATE', 'May 4', 0.01],
] as const;

const honest = entitiesIn(TEXT, planted);

const read = (entities: unknown, nextPage?: unknown): string[] =>
  readEntities(TEXT, entities, nextPage).map(({ start, end, type }) => `${type} ${TEXT.slice(start, end)}`);

describe('entities', () => {
  it('become spans in UTF-16 units, however unsure, without what somebody works as', () => {
    expect(read(honest)).toEqual([
      'NAME Jane Roe',
      'AGE 91',
      'PLACE 12 Oak St',
      'PHONE 415-555-0134',
      'EMAIL jane@example.com',
      'URL www.example.com',
      'ID A77',
      'DATE May 4',
    ]);
    expect(read(honest.toReversed())).toEqual(read(honest));
    expect(read([])).toEqual([]);
  });

  it('of a type that nobody knows yet are ids', () => {
    expect(read(honest.slice(0, 1).map((one) => ({ ...one, Type: 'FACE_SHAPE' })))).toEqual(['ID Jane Roe']);
  });

  const one = honest[0]!;
  const changed = (change: Readonly<Record<string, unknown>>): readonly unknown[] => [{ ...one, ...change }];
  const without = (name: keyof Entity): readonly unknown[] =>
    changed(Object.fromEntries([[name, undefined]]));

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a page of HTML', '<html></html>'],
    ['one entity without its list', one],
    ['a list of nothing', [null]],
    ['no begin', without('BeginOffset')],
    ['no end', without('EndOffset')],
    ['no text', without('Text')],
    ['no type', without('Type')],
    ['no score', without('Score')],
    ['an empty type', changed({ Type: '' })],
    ['a type that is no word', changed({ Type: 7 })],
    ['offsets in words', changed({ BeginOffset: '6' })],
    ['half an offset', changed({ BeginOffset: one.BeginOffset + 0.5 })],
    ['an offset before the text', changed({ BeginOffset: -1 })],
    ['an offset behind the text', changed({ EndOffset: 100_000 })],
    ['an end before the begin', changed({ BeginOffset: one.EndOffset, EndOffset: one.BeginOffset })],
    ['nothing between begin and end', changed({ EndOffset: one.BeginOffset, Text: '' })],
    ['offsets in UTF-16 units', changed({ BeginOffset: one.BeginOffset + 1, EndOffset: one.EndOffset + 1 })],
    ['another text', changed({ Text: 'Jane Rae' })],
    ['a shorter text', changed({ Text: 'Jane' })],
    ['a score that is none', changed({ Score: Number.NaN })],
    ['a score above one', changed({ Score: 97 })],
    ['a score below zero', changed({ Score: -0.1 })],
    ['the same twice', [one, one]],
    ['two that overlap', [one, { ...one, EndOffset: one.BeginOffset + 4, Text: 'Jane' }]],
    ['a profession in the wrong place', changed({ Type: 'PROFESSION', Text: 'nurse' })],
  ])('%s: none is believed', (_, entities) => {
    expect(() => read(entities)).toThrow(expect.objectContaining({ failure: 'detector_failed' }));
  });

  it.each(['next', '', 0, {}])('with more to come (%j): none is believed', (nextPage) => {
    expect(() => read(honest, nextPage)).toThrow(expect.objectContaining({ failure: 'detector_failed' }));
    expect(read(honest, null)).toHaveLength(8);
  });
});
