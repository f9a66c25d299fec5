import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createResponseStreamWire } from '../../../lambda/gateway/responses-wire.ts';
import { isJsonObject, type JsonObject } from '../../../lambda/openai/json-value.ts';
import { responseEventsFromChat } from '../../../lambda/openai/over-chat/events-from-chat.ts';
import { responseFromChat } from '../../../lambda/openai/over-chat/response-from-chat.ts';
import { readSse } from '../../../lambda/openai/sse-reader.ts';
import { restoreResponse } from '../../../lambda/tokens/response-restorer.ts';
import type { TokenBook } from '../../../lambda/tokens/token-book.ts';
import { bookOf } from '../../support/books.ts';
import { readResponseStream } from '../../support/read-response-stream.ts';
import { type Cuts, streamedResponse } from '../../support/response-stream.ts';
import { readResponseTexts, textsOfResponse } from '../../support/response-texts.ts';
import { chatInTokens, chunkCuts, chunksOf, completionOf, saidInChat } from '../../support/said-in-chat.ts';
import { makersOf, saidItems } from '../../support/said-items.ts';
import { anyWire, readsOf, UNCUT, type Wire } from '../../support/sse-bytes.ts';
import { eventsIn } from '../../support/streamed-response.ts';

const BOOK = bookOf(['NAME', 'Ana "Nan" Łukasz\n🏥'], ['PLACE', '5 Elm\\St'], ['DATE', '1/2/1934']);
const NOTHING_TO_RESTORE = bookOf();
const TOKENS = BOOK.issued().map(({ token }) => token);

const OUTBOUND = { model: 'm', input: [], store: false, stream: true };
const MADE = { unique: '7Kq0', createdAt: 1_784_000_001, now: () => 1_784_000_009 };

const eventCuts: fc.Arbitrary<Cuts> = fc.record({
  at: fc.array(fc.nat(), { maxLength: 12 }),
  beginsWhereAdded: fc.boolean(),
  turns: fc.array(fc.nat(), { maxLength: 30 }),
  incomplete: fc.boolean(),
});

type Source = (events: AsyncIterable<string>) => AsyncIterable<string>;

const responses: Source = (events) => events;
const chat: Source = (chunks) => responseEventsFromChat(chunks, OUTBOUND, MADE);

interface Given {
  readonly data: readonly string[];
  readonly source: Source;
  readonly book?: TokenBook;
}

/** The body that the client gets where the provider's bytes come so. */
const bodyFrom = async ({ data, source, book = BOOK }: Given, how: Wire): Promise<string> => {
  const present = (response: JsonObject): JsonObject => response;
  const view = { book, present, asStored: present, sealed: true, padding: true, stored: false };
  const wire = createResponseStreamWire(view);
  const frames: string[] = [];
  for await (const event of source(readSse(ReadableStream.from(readsOf(data, how))))) {
    frames.push(...wire.feed(event));
    if (wire.ended()) break;
  }
  return [...frames, ...wire.finish()].join('');
};

/** Numbers without gaps; and in every lane, the sum of the deltas is what is repeated, and the final object's. */
const expectWhole = (body: string, expected: JsonObject): void => {
  const { ending } = readResponseStream(body);
  expect(ending).toEqual(expected);
  const read = readResponseTexts(eventsIn(body));
  const texts = textsOfResponse(expected);
  expect([...read.keys()].sort()).toEqual([...texts.keys()].sort());
  for (const [place, text] of texts) {
    const { said, repeated } = read.get(place) ?? { said: '', repeated: [] };
    expect({ place, said, repeated }).toEqual({ place, said: text, repeated: repeated.map(() => text) });
    expect(repeated.length).toBeGreaterThan(0);
  }
};

const listOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** What a response says by its kind, all items and parts of a kind joined; calls by their ids. */
const saidByKind = (response: JsonObject): JsonObject => {
  const items = listOf(response['output']);
  const joined = (type: string, field: string): string =>
    items
      .flatMap(({ content }) => listOf(content))
      .filter((part) => part['type'] === type)
      .map((part) => part[field])
      .join('');
  const calls = items.filter(({ call_id }) => call_id !== undefined);
  return {
    thoughts: joined('reasoning_text', 'text'),
    text: joined('output_text', 'text'),
    refusal: joined('refusal', 'refusal'),
    calls: Object.fromEntries(
      calls.map(({ call_id, input, arguments: given }) => [String(call_id), input ?? given]),
    ),
  };
};

describe('from the bytes of a provider to the frames of a client', () => {
  it('says the same in every lane, wherever texts, events and bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(saidItems(), eventCuts, anyWire, async (items, cuts, how) => {
        const { events, response } = streamedResponse(makersOf(items, TOKENS), cuts);
        const given = { data: events.map((event) => JSON.stringify(event)), source: responses };
        const body = await bodyFrom(given, how);
        expect(body).toBe(await bodyFrom(given, UNCUT));
        expectWhole(body, restoreResponse(response, BOOK));
      }),
      { numRuns: 250 },
    );
  });

  it('says what a whole answer in chat says, where the provider has chat alone', async () => {
    const inUsualOrder = chunkCuts.map((cuts) => ({ ...cuts, order: 'usual' as const }));
    await fc.assert(
      fc.asyncProperty(saidInChat, inUsualOrder, anyWire, async (spoken, cuts, how) => {
        const said = chatInTokens(spoken, TOKENS);
        const given = { data: chunksOf(said, cuts), source: chat };
        const body = await bodyFrom(given, how);
        expect(body).toBe(await bodyFrom(given, UNCUT));
        expectWhole(body, restoreResponse(responseFromChat(completionOf(said), OUTBOUND, MADE), BOOK));
      }),
      { numRuns: 120 },
    );
  });

  it('agrees with itself and loses nothing, in whatever order the lanes of a chat come', async () => {
    await fc.assert(
      fc.asyncProperty(saidInChat, chunkCuts, anyWire, async (spoken, cuts, how) => {
        const said = chatInTokens(spoken, TOKENS);
        const given = { data: chunksOf(said, cuts), source: chat };
        const body = await bodyFrom(given, how);
        expectWhole(body, readResponseStream(body).ending ?? {});
        const asItCame = await bodyFrom({ ...given, book: NOTHING_TO_RESTORE }, how);
        const { thoughts, text, refusal, calls } = said;
        const called = Object.fromEntries(calls.map((call, index) => [`call_${index}`, call.text]));
        const ending = readResponseStream(asItCame).ending ?? {};
        expect(saidByKind(ending)).toEqual({ thoughts, text, refusal, calls: called });
      }),
      { numRuns: 120 },
    );
  });
});
