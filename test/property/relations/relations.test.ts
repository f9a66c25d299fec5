import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withChatNotes } from '../../../lambda/openai/chat/chat-notes.ts';
import { createRelations } from '../../../lambda/relations/relations.ts';
import { bookOf } from '../../support/books.ts';

const NOW = Date.UTC(2026, 10, 21);

const GIVEN = ['Maria', 'John', 'Desmond', 'Jean-Luc', 'J.', 'Zoë', '小明'];
const SURNAMES = ['Gonzalez', 'Okafor', 'de la Cruz', 'O’Neil', 'van der Berg', '王'];

const name = fc
  .tuple(fc.constantFrom(...GIVEN), fc.constantFrom(...SURNAMES), fc.nat(6))
  .map(([given, surname, form]) => {
    const forms = [`${given} ${surname}`, `${surname}, ${given}`, surname, given, `Dr. ${surname}, MD`];
    return forms[form] ?? `${given} ${surname}`.toUpperCase();
  });

const MONTHS = ['Jan', 'March', 'mai', 'Dec.'];

const date = fc
  .tuple(fc.integer({ min: 1900, max: 2030 }), fc.integer({ min: 1, max: 12 }), fc.nat(31), fc.nat(8))
  .map(([year, month, day, form]) => {
    const name = MONTHS[month % MONTHS.length] ?? 'May';
    const forms = [
      `${month}/${day}/${year}`,
      `${day}.${month}.${year}`,
      `${name} ${day}, ${year}`,
      `${name} ${year}`,
    ];
    return forms[form] ?? `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  });

const value = fc.oneof(
  name.map((said) => ['NAME', said] as const),
  date.map((said) => ['DATE', said] as const),
);

const conversation = fc.array(
  fc.record({
    role: fc.constantFrom('user', 'user', 'assistant', 'tool', 'system'),
    before: fc.constantFrom('', 'Mr. ', 'Dr. ', 'today is ', 'DOB: ', 'attending '),
    values: fc.array(value, { maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 12 },
);

const held = (messages: typeof conversation extends fc.Arbitrary<infer T> ? T : never) => {
  const book = bookOf();
  const said = messages.map(({ role, before, values }) => ({
    role,
    content: `x ${values.map(([type, one]) => before + book.issue(type, one)).join(', ')}`,
  }));
  const noted = (count: number): readonly string[] =>
    withChatNotes(said.slice(0, count), createRelations(book, { now: NOW, dates: true })).map((message) =>
      JSON.stringify(message),
    );
  return { book, noted };
};

const NOTE = /\[Placeholders: [^\]]*\]/g;
const WORDS =
  /^(?:and|are|the|same|person|is|more|than|less|a|days?|years?|months?|months|after|before|from|in|as|by|taking|nearest|year|h|min|[+-]?\d+)$/;

describe('notes on any conversation', () => {
  it('hold tokens, numbers and the same few words', () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const { book, noted } = held(messages);
        const notes = noted(messages.length).join('\n').match(NOTE) ?? [];
        for (const word of notes.flatMap((note) =>
          note.slice('[Placeholders: '.length, -1).split(/[ ,.:]+/),
        )) {
          const known = word === '' || WORDS.test(word.toLowerCase()) || book.valueOf(word) !== undefined;
          expect(known ? '' : word).toBe('');
        }
      }),
    );
  });

  it('never tell of more than 89 years', () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const { noted } = held(messages);
        const notes = noted(messages.length).join('\n').match(NOTE) ?? [];
        const days = notes.flatMap((note) => [
          ...Array.from(note.matchAll(/ (\d+) days/g), ([, count]) => Number(count)),
          ...Array.from(note.matchAll(/_\w{6} [+-](\d+)/g), ([, count]) => Number(count)),
        ]);
        expect(Math.max(0, ...days)).toBeLessThanOrEqual(89 * 365.25);
        const years = notes.flatMap((note) =>
          Array.from(note.matchAll(/ (\d+) years/g), ([, count]) => Number(count)),
        );
        expect(Math.max(0, ...years)).toBeLessThanOrEqual(89);
      }),
    );
  });

  it('leave every earlier message as it was, whatever is said after it', () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const { noted } = held(messages);
        const whole = noted(messages.length);
        for (let count = 0; count < messages.length; count += 1) {
          expect(noted(count)).toEqual(whole.slice(0, count));
        }
      }),
    );
  });
});
