import fc from 'fast-check';
import { ResponseStream } from 'openai/lib/responses/ResponseStream';
import { describe, expect, it } from 'vitest';
import { isResponseEvent, type ResponseEvent } from '../../../lambda/openai/responses/response-event.ts';
import { createResponseStreamRestorer, restoreResponse } from '../../../lambda/tokens/response-restorer.ts';
import { bookOf } from '../../support/books.ts';
import {
  type Cuts,
  codeCall,
  customCall,
  functionCall,
  type ItemMaker,
  mcpCall,
  message,
  patchCall,
  reasoning,
  shellCall,
  shellOutput,
  streamedResponse,
} from '../../support/response-stream.ts';
import { readResponseTexts, textsOfResponse } from '../../support/response-texts.ts';

const HARMLESS = 'Zoë Łukasz';
const book = bookOf(
  ['NAME', 'Ana "Nan" Ruiz\n🏥'],
  ['NAME', HARMLESS],
  ['PLACE', '5 Elm\\St'],
  ['DATE', '1/2/1934'],
);
const tokens = book.issued().map(({ token }) => token);

/** A text as a model writes it: tokens, halves of tokens, and what surrounds them. */
const words = fc.array(
  fc.oneof(
    fc.constantFrom(...tokens, ...tokens.map((token) => token.toLowerCase())),
    fc.constantFrom(...tokens).chain((token) => fc.nat(token.length).map((length) => token.slice(0, length))),
    fc.constantFrom(' ', 'the plan', '🏥', '\n\n', '{"a":"', '"}', 'https://x.test/', 'é', '\\', 'N'),
  ),
  { maxLength: 8 },
);
const prose = words.map((all) => all.join(''));
const json = words.map((all) =>
  JSON.stringify({ who: all.join(''), more: JSON.stringify({ deep: all.join('') }) }),
);
const several = fc.array(prose, { minLength: 1, maxLength: 3 });

/** What the official client knows. */
const known: fc.Arbitrary<ItemMaker> = fc.oneof(
  several.map(message),
  fc.tuple(several, several).map(([summaries, thoughts]) => reasoning(summaries, thoughts)),
  json.map(functionCall),
  json.map(mcpCall),
  prose.map(customCall),
  prose.map(codeCall),
  several.map(shellCall),
  fc.tuple(prose, prose).map(([stdout, stderr]) => shellOutput(stdout, stderr)),
);

const makers = (item: fc.Arbitrary<ItemMaker>): fc.Arbitrary<readonly ItemMaker[]> =>
  fc.array(item, { minLength: 1, maxLength: 5 });

const cuts: fc.Arbitrary<Cuts> = fc.record({
  at: fc.array(fc.nat(), { maxLength: 12 }),
  beginsWhereAdded: fc.boolean(),
  turns: fc.array(fc.nat(), { maxLength: 30 }),
  incomplete: fc.boolean(),
});

const restored = (events: readonly ResponseEvent[]): ResponseEvent[] => {
  const restorer = createResponseStreamRestorer(book);
  return events.flatMap((event) => restorer.feed(event));
};

const idsOf = (events: readonly ResponseEvent[]): string[] =>
  JSON.stringify(events).match(/"(?:item_id|id|call_id)":"[^"]*"/g) ?? [];

describe('a restored stream of events', () => {
  it('says each text as often as it was said, and always the same, wherever it is cut', () => {
    fc.assert(
      fc.property(makers(fc.oneof(known, prose.map(patchCall))), cuts, (items, how) => {
        const { events, response } = streamedResponse(items, how);
        const out = restored(events);
        const whole = restoreResponse(response, book);
        expect(out.at(-1)?.['response']).toEqual(whole);
        const expected = textsOfResponse(whole);
        const read = readResponseTexts(out);
        const given = readResponseTexts(events);
        expect([...read.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [place, text] of expected) {
          const { said, repeated } = read.get(place) ?? { said: '', repeated: [] };
          expect(said).toBe(text);
          expect(repeated).toEqual(given.get(place)?.repeated.map(() => text));
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('keeps every event of the provider, in its order, and adds deltas alone', () => {
    fc.assert(
      fc.property(makers(known), cuts, (items, how) => {
        const { events } = streamedResponse(items, how);
        const restorer = createResponseStreamRestorer(book);
        for (const event of events) {
          const out = restorer.feed(event);
          const shape = ({ type, sequence_number, item_id, output_index }: ResponseEvent) => ({
            ...{ type, sequence_number, item_id, output_index },
          });
          expect(shape(out.at(-1) ?? event)).toEqual(shape(event));
          expect(idsOf(out.slice(-1))).toEqual(idsOf([event]));
          expect(out.slice(0, -1).every(({ type }) => type.endsWith('.delta'))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('satisfies the strictest client there is', async () => {
    await fc.assert(
      fc.asyncProperty(makers(known), cuts, async (items, how) => {
        const { events, response } = streamedResponse(items, how);
        const lines = restored(events).map((event) => `${JSON.stringify(event)}\n`);
        const bytes = ReadableStream.from(lines.map((line) => Buffer.from(line)));
        const final: unknown = await ResponseStream.fromReadableStream(bytes).finalResponse();
        const { output } = restoreResponse(response, book);
        expect(final).toMatchObject(JSON.parse(JSON.stringify({ output })) as object);
      }),
      { numRuns: 200 },
    );
  });

  it('gives log probabilities that spell the text, in deltas and where they are repeated', () => {
    fc.assert(
      fc.property(
        prose,
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (text, entriesAt, deltasAt) => {
          const entries = cut(text.length, entriesAt, (from, to) => ({
            token: text.slice(from, to),
            logprob: -1,
            bytes: [],
            top_logprobs: [],
          }));
          const place = { item_id: 'item_0', output_index: 0, content_index: 0 };
          const deltas = cut(entries.length, deltasAt, (from, to) => ({
            type: 'response.output_text.delta',
            ...place,
            delta: entries
              .slice(from, to)
              .map(({ token }) => token)
              .join(''),
            logprobs: entries.slice(from, to),
          }));
          const part = { type: 'output_text', text, annotations: [], logprobs: entries };
          const done = { type: 'response.output_text.done', ...place, text, logprobs: entries };
          const partDone = { type: 'response.content_part.done', ...place, part };
          const out = restored([...deltas, done, partDone].filter(isResponseEvent));
          const ends = out.slice(-2) as unknown as { logprobs?: unknown; part?: { logprobs: unknown } }[];
          const given = out.slice(0, -2) as unknown as { delta: string; logprobs: { token: string }[] }[];
          const spelled = given.flatMap(({ logprobs }) => logprobs);
          expect(spelled.map(({ token }) => token).join('')).toBe(given.map(({ delta }) => delta).join(''));
          expect(ends[0]?.logprobs).toEqual(spelled);
          expect(ends[1]?.part?.logprobs).toEqual(spelled);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

const cut = <T>(length: number, at: readonly number[], slice: (from: number, to: number) => T): T[] => {
  const places = [...new Set(at.map((place) => place % (length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => slice(from, places[index] ?? length));
};
