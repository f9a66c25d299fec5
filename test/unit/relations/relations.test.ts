import { describe, expect, it } from 'vitest';
import type { PhiType } from '../../../lambda/contract/phi-type.ts';
import { withChatNotes } from '../../../lambda/openai/chat/chat-notes.ts';
import { withoutNotes } from '../../../lambda/openai/notes.ts';
import { withItemNotes } from '../../../lambda/openai/responses/item-notes.ts';
import { createRelations } from '../../../lambda/relations/relations.ts';
import { bookOf } from '../../support/books.ts';

const NOW = Date.UTC(2026, 10, 21);

const VALUES: readonly (readonly [PhiType, string])[] = [
  ['NAME', 'John Doe'],
  ['NAME', 'Doe'],
  ['NAME', 'Doe, John'],
  ['NAME', 'Jane Roe'],
  ['NAME', 'Roe'],
  ['DATE', '5/4/2026'],
  ['DATE', 'May 4, 2026'],
  ['DATE', '5/16/2026'],
  ['DATE', '3/14/1962'],
];

const book = bookOf(...VALUES);

/** A text with tokens in place of what stands in angle quotes. */
const inTokens = (text: string): string =>
  text.replaceAll(/‹([^›]+)›/g, (_, value: string) => {
    const [type] = VALUES.find(([, one]) => one === value) ?? ['NAME'];
    return book.issue(type, value);
  });

const inValues = (text: string): string =>
  text.replaceAll(/(?:NAME|DATE)_\w{6}/g, (token) => `‹${book.valueOf(token) ?? '?'}›`);

const relations = (dates = true) => createRelations(book, { now: NOW, dates });

/** What is told at the end of each of these texts. */
const told = (texts: readonly string[], dates = true): readonly (string | undefined)[] => {
  const notes = relations(dates);
  return texts.map((text) => {
    notes.hear(inTokens(text));
    const note = notes.tell();
    return note === undefined ? undefined : inValues(note);
  });
};

describe('what would give dates away', () => {
  it.each([
    'The vaccine came on 12/14/2020.',
    'Reviewed 2026-11-21.',
    'Call back on November 21.',
    'seit 3.10.2020',
    'On the 21st of Nov',
  ])('ends the relating of dates: %s', (clear) => {
    expect(told(['Seen ‹5/4/2026›, ‹5/16/2026›.', clear, 'Born ‹3/14/1962›, ‹John Doe›, ‹Doe›.'])).toEqual([
      '‹5/16/2026› is 12 days after ‹5/4/2026›.',
      undefined,
      '‹John Doe› and ‹Doe› are the same person.',
    ]);
  });

  it.each([
    'BP 120/80, 3/10 pain, may 3',
    'version 1.2.3, 10/2020, gpt-5.4-2026-03-05',
    'in 2020',
    'Room 4/12',
  ])('is not what only looks like a day: %s', (harmless) => {
    expect(told([`${harmless} ‹5/4/2026› ‹5/16/2026›`])).toEqual([
      '‹5/16/2026› is 12 days after ‹5/4/2026›.',
    ]);
  });

  it('is a policy that keeps dates', () => {
    expect(told(['‹5/4/2026› ‹5/16/2026› ‹John Doe› ‹Doe›'], false)).toEqual([
      '‹John Doe› and ‹Doe› are the same person.',
    ]);
  });

  it.each([
    "Today's date is ‹5/16/2026›.",
    'Current date: ‹5/16/2026›',
    'today (‹5/16/2026›)',
    '‹5/16/2026› (today)',
  ])('is a day that is said to be today, so it is told in years: %s', (today) => {
    expect(told([`${today} Born ‹3/14/1962›, seen ‹5/4/2026›.`])).toEqual([
      '‹5/4/2026› is 23427 days after ‹3/14/1962›. ‹5/16/2026› is 64 years after ‹3/14/1962›.',
    ]);
  });
});

describe('words beside a name', () => {
  it('say whose it is not', () => {
    expect(told(['‹John Doe› with Mrs. ‹Doe›'])).toEqual([undefined]);
    expect(told(['Patient ‹John Doe› was seen by Dr. ‹Doe›'])).toEqual([undefined]);
    expect(told(['Attending: ‹Jane Roe›. Dr. ‹Roe› agrees.'])).toEqual([
      '‹Jane Roe› and ‹Roe› are the same person.',
    ]);
    expect(told(['‹Jane Roe›, M.D., and Dr. ‹Roe›'])).toEqual(['‹Jane Roe› and ‹Roe› are the same person.']);
  });
});

describe('the messages of a chat', () => {
  const chat = (...messages: readonly object[]): readonly unknown[] =>
    withChatNotes(
      messages.map((message) => JSON.parse(inTokens(JSON.stringify(message))) as unknown),
      relations(),
    ).map((message) => JSON.parse(inValues(JSON.stringify(message))) as unknown);
  const NAMES = '\n\n[Placeholders: ‹John Doe› and ‹Doe› are the same person.]';

  it('carry what is to be told, users and tools alone, and no JSON', () => {
    const json = JSON.stringify({ seen: '‹5/16/2026›' });
    expect(
      chat(
        { role: 'system', content: 'About ‹John Doe›.' },
        { role: 'user', content: 'Who is ‹Doe›?' },
        { role: 'assistant', content: '‹Doe›, since ‹5/4/2026›.' },
        { role: 'tool', tool_call_id: 'call_1', content: json },
        { role: 'tool', tool_call_id: 'call_2', content: 'Seen ‹May 4, 2026›.' },
        { role: 'user', content: 'And ‹Doe›?' },
      ),
    ).toEqual([
      { role: 'system', content: 'About ‹John Doe›.' },
      { role: 'user', content: `Who is ‹Doe›?${NAMES}` },
      { role: 'assistant', content: '‹Doe›, since ‹5/4/2026›.' },
      { role: 'tool', tool_call_id: 'call_1', content: json },
      {
        ...{ role: 'tool', tool_call_id: 'call_2' },
        content:
          'Seen ‹May 4, 2026›.\n\n[Placeholders: ‹5/16/2026› is 12 days after ‹5/4/2026›. ‹May 4, 2026› is the same day as ‹5/4/2026›.]',
      },
      { role: 'user', content: 'And ‹Doe›?' },
    ]);
  });

  it('carry it in their last text, and wait where there is none', () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
    const text = { type: 'text', text: 'Hi' };
    expect(
      chat(
        { role: 'assistant', content: '‹John Doe›, ‹Doe›' },
        { role: 'user', content: [image] },
        { role: 'user', content: '' },
        { role: 'user', content: [text, { ...text, text: 'Who?' }, image] },
      ).slice(1),
    ).toEqual([
      { role: 'user', content: [image] },
      { role: 'user', content: '' },
      { role: 'user', content: [text, { ...text, text: `Who?${NAMES}` }, image] },
    ]);
  });
});

describe('the items of a response', () => {
  it('carry what is to be told where they are messages of users, or outputs of functions', () => {
    const notes = relations();
    const item = (one: Readonly<Record<string, unknown>>): unknown => {
      const noted = withItemNotes(JSON.parse(inTokens(JSON.stringify(one))) as typeof one, notes);
      return noted['output'] ?? noted['content'];
    };
    const call = { type: 'function_call', name: 'find', arguments: '{"name":"‹John Doe›"}' };
    expect(item(call)).toBeUndefined();
    expect(item({ type: 'message', role: 'developer', content: '‹Doe›' })).not.toMatch(/same/);
    expect(item({ type: 'function_call_output', output: '{"name":"‹Doe, John›"}' })).not.toMatch(/same/);
    const parts = [{ type: 'input_text', text: 'Found.' }];
    expect(inValues(JSON.stringify(item({ type: 'custom_tool_call_output', output: parts })))).toContain(
      '[Placeholders: ‹John Doe›, ‹Doe› and ‹Doe, John› are the same person.]',
    );
    expect(item({ type: 'message', role: 'user', content: 'Thanks, ‹Doe›.' })).not.toMatch(/same/);
  });

  it('are as they were said without their notes', () => {
    const said = inTokens('‹John Doe› (‹Doe›), ‹5/4/2026› to ‹5/16/2026›, ‹May 4, 2026›');
    const { content } = withItemNotes({ type: 'message', role: 'user', content: said }, relations());
    expect(content).not.toBe(said);
    expect(withoutNotes(String(content))).toBe(said);
  });
});
