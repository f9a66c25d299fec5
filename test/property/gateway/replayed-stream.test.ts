import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../lambda/openai/json-value.ts';
import { askedTokens, createMemoryGateway, MODELS } from '../../support/memory-gateway.ts';
import { readResponseStream } from '../../support/read-response-stream.ts';
import { type Cuts, streamedResponse } from '../../support/response-stream.ts';
import { chatInTokens, chunkCuts, chunksOf, saidInChat } from '../../support/said-in-chat.ts';
import { makersOf, saidItems } from '../../support/said-items.ts';
import { anyWire, readsOf, type Wire } from '../../support/sse-bytes.ts';

const PATIENT = 'Maria Gonzalez';
const QUESTION = `Patient ${PATIENT}, SSN 123-45-6789, seen on 11/2/2025, needs a letter.`;

const eventCuts: fc.Arbitrary<Cuts> = fc.record({
  at: fc.array(fc.nat(), { maxLength: 4 }),
  beginsWhereAdded: fc.boolean(),
  turns: fc.array(fc.nat(), { maxLength: 20 }),
  incomplete: fc.boolean(),
});

/** Reasoning comes with what seals it. */
const sealing = (event: JsonObject): string =>
  JSON.stringify(event).replaceAll(
    '"type":"reasoning",',
    `"type":"reasoning","encrypted_content":"gAAAAA${'Zq3_x-9B'.repeat(12)}=",`,
  );

/** What the provider streams, in events or in chunks of chat. */
const answered = fc.oneof(
  fc.record({
    model: fc.constantFrom(MODELS.sealing, MODELS.open),
    items: saidItems(),
    cuts: eventCuts,
  }),
  fc.record({ model: fc.constant(MODELS.chat), said: saidInChat, cuts: chunkCuts }),
);

type Answered = typeof answered extends fc.Arbitrary<infer T> ? T : never;

const dataOf = (answer: Answered, tokens: readonly string[]): readonly string[] =>
  'items' in answer
    ? streamedResponse(makersOf(answer.items, tokens), answer.cuts).events.map(sealing)
    : chunksOf(chatInTokens(answer.said, tokens), answer.cuts);

const wishes = fc.record({ sealed: fc.boolean(), padding: fc.boolean() });

const streamOf = (data: readonly string[], wire: Wire): Response =>
  new Response(ReadableStream.from(readsOf(data, wire)), {
    headers: { 'content-type': 'text/event-stream' },
  });

/** The frames of a body, each with the blank line behind it. */
const framesOf = (body: string): string[] =>
  body
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => `${frame}\n\n`);

it('gives a stored stream again from any place: exactly what followed it live', async () => {
  await fc.assert(
    fc.asyncProperty(answered, wishes, anyWire, async (answer, { sealed, padding }, wire) => {
      const { model } = answer;
      const gateway = await createMemoryGateway((body) => streamOf(dataOf(answer, askedTokens(body)), wire));
      const live = await gateway.post('/responses', {
        ...{ model, input: QUESTION, stream: true, instructions: `Be kind to ${PATIENT}.` },
        stream_options: { include_obfuscation: padding },
        ...(sealed && { include: ['reasoning.encrypted_content'] }),
      });
      const { ending } = readResponseStream(live);
      const frames = framesOf(live);
      expect(frames.join('')).toBe(live);
      const include = sealed ? '&include[]=reasoning.encrypted_content' : '';
      const path = `/responses/${String(ending?.['id'])}?stream=true&include_obfuscation=${padding}${include}`;
      expect(await gateway.get(path)).toBe(live);
      for (let after = 0; after <= frames.length; after += 1) {
        const rest = await gateway.get(`${path}&starting_after=${after}`);
        expect({ after, rest }).toEqual({ after, rest: frames.slice(after + 1).join('') });
      }
    }),
    { numRuns: 15 },
  );
});
