import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lambda/openai/json-value.ts';
import { withoutNotes } from '../../../lambda/openai/notes.ts';
import { askedTokens, createMemoryGateway, MODELS } from '../../support/memory-gateway.ts';
import { readResponseStream } from '../../support/read-response-stream.ts';
import { type Cuts, streamedResponse } from '../../support/response-stream.ts';
import {
  type ChunkCuts,
  chatInTokens,
  chunksOf,
  completionOf,
  type SaidInChat,
  saidInChat,
} from '../../support/said-in-chat.ts';
import { makersOf, type SaidItem, saidItems } from '../../support/said-items.ts';
import { readsOf, UNCUT } from '../../support/sse-bytes.ts';

const EVENTS: Cuts = { at: [3], beginsWhereAdded: false, turns: [], incomplete: false };
const CHUNKS: ChunkCuts = { at: [3], turns: [], order: 'usual', done: true };

const text = fc
  .array(
    fc.constantFrom(
      ...['Patient Maria Gonzalez', 'Maria', 'Dr. Desmond Okafor', 'SSN 123-45-6789', 'born 3/4/1961'],
      ...['call 415-555-0132', 'lives at 12 Elm Street', 'NAME_4KQ7ZD', 'has "pain" 🏥', 'is well\n', ''],
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((words) => words.join(' '));

/** What comes from the client itself. */
const instructed: fc.Arbitrary<JsonObject> = fc.oneof(
  text.map((content) => ({ role: 'user', content })),
  fc.tuple(text, text).map((parts) => ({
    type: 'message',
    role: 'user',
    content: parts.map((part) => ({ type: 'input_text', text: part })),
  })),
  text.map((content) => ({ role: 'developer', content })),
);

/** Examples of answers, and beginnings of them. */
const answered: fc.Arbitrary<JsonObject> = fc.oneof(
  text.map((content) => ({ role: 'assistant', content })),
  fc.tuple(fc.nat(9_999), text).map(([number, part]) => ({
    ...{ id: `msg_${number}`, type: 'message', role: 'assistant', status: 'completed' },
    content: [{ type: 'output_text', text: part, annotations: [] }],
  })),
);

const asked = fc
  .tuple(instructed, fc.array(fc.oneof(instructed, answered), { maxLength: 3 }))
  .map(([first, more]) => [first, ...more]);

interface Turn {
  readonly asked: readonly JsonObject[];
  /** What each tool says that was called. */
  readonly result: string;
  readonly instructions: string | undefined;
  readonly streamed: boolean;
  readonly sealed: boolean;
  /** Which of the earlier turns it goes on from, counted from the last. */
  readonly back: number;
  readonly items: readonly SaidItem[];
  readonly chat: SaidInChat;
}

const anyTurns: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record({
    asked,
    result: fc.oneof(
      text,
      text.map((found) => JSON.stringify({ found })),
    ),
    instructions: fc.option(text, { nil: undefined }),
    streamed: fc.boolean(),
    sealed: fc.boolean(),
    back: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5) }),
    items: saidItems(['message', 'reasoning', 'function_call', 'custom_tool_call']),
    chat: saidInChat,
  }),
  { minLength: 2, maxLength: 6 },
);

/** Most clients give the same instructions in every turn. */
const turns = fc
  .tuple(fc.boolean(), anyTurns)
  .map(([steady, list]) =>
    steady ? list.map((turn) => ({ ...turn, instructions: list[0]?.instructions })) : list,
  );

/** Items and calls of each answer have ids of their own; reasoning may be sealed. */
const own = (json: string, index: number, { sealed }: Turn): string => {
  const named = json.replaceAll(/"(item|call)_(\d+)"/g, `"$1_${index}_$2"`);
  const seal = `"encrypted_content":"gAAAAA${'Zq3_x-9B'.repeat(12)}${index}="`;
  return sealed ? named.replaceAll('"type":"reasoning",', `"type":"reasoning",${seal},`) : named;
};

/** What the provider says to a body: events and the whole, in responses or in chat. */
const saidTo = (body: string, { items, chat }: Turn) => {
  const tokens = askedTokens(body);
  if ((JSON.parse(body) as JsonObject)['model'] === MODELS.chat) {
    const said = chatInTokens(chat, tokens);
    return { data: chunksOf(said, CHUNKS), whole: completionOf(said) };
  }
  const { events, response } = streamedResponse(makersOf(items, tokens), EVENTS);
  return { data: events.map((event) => JSON.stringify(event)), whole: response };
};

const answerTo = (body: string, index: number, turn: Turn): Response => {
  const { data, whole } = saidTo(body, turn);
  if (!turn.streamed) {
    return new Response(own(JSON.stringify(whole), index, turn), {
      headers: { 'content-type': 'application/json' },
    });
  }
  const reads = readsOf(
    data.map((one) => own(one, index, turn)),
    UNCUT,
  );
  return new Response(ReadableStream.from(reads), { headers: { 'content-type': 'text/event-stream' } });
};

interface Answered {
  readonly id: string;
  readonly output: readonly JsonObject[];
}

const answerIn = (body: string, { streamed }: Turn): Answered =>
  (streamed ? readResponseStream(body).ending : JSON.parse(body)) as Answered;

const RESULTS: Readonly<Record<string, string>> = {
  function_call: 'function_call_output',
  custom_tool_call: 'custom_tool_call_output',
};

const resultsOf = (answer: Answered | undefined, result: string): readonly JsonObject[] =>
  (answer?.output ?? []).flatMap(({ type, call_id }) => {
    const output = RESULTS[String(type)];
    return output === undefined ? [] : [{ type: output, call_id, output: result }];
  });

/** Where a provider begins to read; the instructions before it may change with every turn. */
const readFrom = (body: string): readonly JsonObject[] => {
  const { input, messages = [] } = JSON.parse(body) as Readonly<Record<string, JsonObject[] | undefined>>;
  return input ?? messages.slice(messages[0]?.['role'] === 'system' ? 1 : 0);
};

/** Holds the conversation, and gives the bytes that each turn sent, with those of the turn that it goes on from. */
const hold = async (model: string, turns: readonly Turn[]) => {
  const sent: string[] = [];
  const gateway = await createMemoryGateway((body) => {
    const index = sent.push(body) - 1;
    const turn = turns[index];
    if (turn === undefined) throw new Error('a request that nobody made');
    return answerTo(body, index, turn);
  });
  const answers: Answered[] = [];
  const before: number[] = [];
  // In chat a beginning of an answer and the calls behind it are one message.
  const end = model === MODELS.chat ? [{ role: 'user', content: 'Please.' }] : [];
  for (const [index, turn] of turns.entries()) {
    const parent = index - 1 - (turn.back % Math.max(index, 1));
    const previous = answers[parent];
    const body = await gateway.post('/responses', {
      ...{ model, stream: turn.streamed },
      input: [...resultsOf(previous, turn.result), ...turn.asked, ...end],
      ...(previous !== undefined && { previous_response_id: previous.id }),
      ...(turn.instructions !== undefined && { instructions: turn.instructions }),
    });
    answers.push(answerIn(body, turn));
    before.push(parent);
  }
  return sent.map((body, index) => ({ body, parent: sent[before[index] ?? -1] }));
};

/** What is read before all else. Notes tell of the values in it too, so with others they are others. */
const instructionsIn = (body: string): unknown => {
  const { instructions, messages } = JSON.parse(body) as { instructions?: unknown; messages?: JsonObject[] };
  return instructions ?? messages?.find(({ role }) => role === 'system')?.['content'];
};

const plain = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? withoutNotes(value) : value;

const expectPrefix = (parent: string, body: string): void => {
  const steady = instructionsIn(parent) === instructionsIn(body);
  const [earlier, later] = [parent, body].map((one) =>
    readFrom(one).map((item) => JSON.stringify(item, steady ? undefined : plain)),
  );
  expect(later?.slice(0, earlier?.length)).toEqual(earlier);
  // To the byte, as it stands in the body.
  if (steady) expect(body).toContain(earlier?.join(','));
};

describe('the prompt cache of a provider', () => {
  it.each(Object.values(MODELS))('finds all of a turn in the next one: %s', async (model) => {
    await fc.assert(
      fc.asyncProperty(turns, async (conversation) => {
        const held = await hold(model, conversation);
        expect(held.map(({ body }) => body).join('')).not.toMatch(/Gonzalez|123-45-6789/);
        for (const { body, parent } of held) if (parent !== undefined) expectPrefix(parent, body);
      }),
      { numRuns: 40 },
    );
  });
});
