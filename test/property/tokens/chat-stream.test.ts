import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChatFrame, isChatFrame } from '../../../lambda/openai/chat/chat-chunk.ts';
import { createChatTranscript } from '../../../lambda/openai/chat/chat-transcript.ts';
import { readSse } from '../../../lambda/openai/sse-reader.ts';
import { createChatStreamRestorer, restoreChatCompletion } from '../../../lambda/tokens/chat-restorer.ts';
import { bookOf } from '../../support/books.ts';

const book = bookOf(['NAME', 'Zoë "Z" Łukasz\n🏥'], ['PLACE', '5 Elm\\St'], ['DATE', '1/2/1934']);
const tokens = book.issued().map(({ token }) => token);

/** A text as a model writes it: tokens, halves of tokens, and what surrounds them. */
const words = fc.array(
  fc.oneof(
    fc.constantFrom(...tokens, ...tokens.map((token) => token.toLowerCase())),
    fc.constantFrom(...tokens).chain((token) => fc.nat(token.length).map((length) => token.slice(0, length))),
    fc.constantFrom(' ', 'the plan', '🏥', '\r\n', 'data: x', '\n\n', '[DONE]', 'é', '\\', 'N'),
  ),
  { maxLength: 10 },
);
const prose = words.map((all) => `.${all.join('')}`);
const jsonArguments = words.map((all) =>
  JSON.stringify({ who: all.join(''), more: JSON.stringify({ deep: all.join('') }) }),
);

interface Spoken {
  readonly content: string;
  readonly refusal: string;
  /** Thoughts before the answer, and more of them beside it. */
  readonly early: string;
  readonly late: string;
  readonly thinking: string;
  readonly first: string;
  readonly second: string;
  /** Whether the content comes in parts, as Mistral writes it. */
  readonly inParts: boolean;
}

const spoken: fc.Arbitrary<Spoken> = fc.record({
  content: prose,
  refusal: prose,
  early: prose,
  late: prose,
  thinking: prose,
  first: jsonArguments,
  second: jsonArguments,
  inParts: fc.boolean(),
});

const contentOf = (text: string, inParts: boolean) => (inParts ? [{ type: 'text', text }] : text);

const messageOf = ({ content, refusal, early, late, thinking, first, second, inParts }: Spoken) => ({
  content: contentOf(content, inParts),
  refusal,
  reasoning_content: early + late,
  thinking_blocks: [{ type: 'thinking', thinking }],
  tool_calls: [first, second].map((text, index) => ({ index, function: { arguments: text } })),
});

const asFrame = (value: unknown): ChatFrame => {
  if (!isChatFrame(value)) throw new Error('no frame');
  return value;
};

const cut = <T>(length: number, at: readonly number[], slice: (from: number, to: number) => T): T[] => {
  const places = [...new Set(at.map((place) => place % (length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => slice(from, places[index] ?? length));
};

type Lane = readonly [text: string, delta: (piece: string) => unknown];

/** The deltas of several lanes, cut anywhere, one lane after the other or in turn. */
const woven = (lanes: readonly Lane[], at: readonly number[], inTurn: boolean): unknown[] => {
  const deltas = lanes.map(([lane, delta]) =>
    cut(lane.length, at, (from, to) => delta(lane.slice(from, to))),
  );
  const most = Math.max(...deltas.map(({ length }) => length));
  return inTurn
    ? Array.from({ length: most }, (_, row) => deltas.flatMap((column) => column.slice(row, row + 1))).flat()
    : deltas.flat();
};

/**
 * The chunks of one choice: its thoughts, then its answer, and then its end. What is promised is that the lanes may be
 * cut and woven as they like, save one thing: the answer doesn't begin in the middle of a token of the thoughts.
 */
const chunksOf = (index: number, text: Spoken, at: readonly number[], inTurn: boolean): unknown[] => {
  const thoughts: Lane[] = [
    [text.early, (reasoning_content) => ({ reasoning_content })],
    [text.thinking, (thinking) => ({ thinking_blocks: [{ type: 'thinking', thinking }] })],
  ];
  const content = (piece: string) => ({ content: contentOf(piece, text.inParts) });
  const answer: Lane[] = [
    [text.content.slice(1), content],
    [text.refusal, (refusal) => ({ refusal })],
    [text.late, (reasoning_content) => ({ reasoning_content })],
    [text.first, (piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] })],
    [text.second, (piece) => ({ tool_calls: [{ index: 1, function: { arguments: piece } }] })],
  ];
  const chunk = (delta: unknown, finish_reason: string | null) => ({
    id: 'c',
    choices: [{ index, delta, finish_reason }],
  });
  const deltas = [
    ...woven(thoughts, at, inTurn),
    content(text.content.slice(0, 1)),
    ...woven(answer, at, inTurn),
  ];
  return [...deltas.map((delta) => chunk(delta, null)), chunk({}, 'stop')];
};

/** How servers frame events: line ends, comments, several data lines, a missing last line end. */
const framings: readonly ((data: string) => string)[] = [
  (data) => `data: ${data}\n\n`,
  (data) => `data:${data}\r\n\r\n`,
  (data) => `: keep-alive\n\nid: 7\ndata: ${data}\r\r`,
  (data) => `data: ${data.replace(',"choices"', '\ndata: ,"choices"')}\n\n`,
];

const overTheWire = async (
  chunks: readonly unknown[],
  framing: (data: string) => string,
  at: readonly number[],
) => {
  const text = chunks.map((chunk) => framing(JSON.stringify(chunk))).join('');
  const bytes = Buffer.from(text.trimEnd());
  const reads = cut(bytes.length, at, (from, to) => bytes.subarray(from, to));
  const restorer = createChatStreamRestorer(book);
  const transcript = createChatTranscript();
  for await (const data of readSse(ReadableStream.from(reads))) {
    for (const out of restorer.feed(asFrame(JSON.parse(data)))) transcript.add(out);
  }
  return JSON.parse(transcript.summary().content) as unknown;
};

const whole = (choices: readonly Spoken[]): unknown => {
  const transcript = createChatTranscript();
  const messages = choices.map((text, index) => ({ index, message: messageOf(text), finish_reason: 'stop' }));
  transcript.add(restoreChatCompletion(asFrame({ id: 'c', choices: messages }), book));
  return JSON.parse(transcript.summary().content);
};

describe('a restored stream', () => {
  it('says the same as the plain answer, wherever deltas, events and bytes are cut', async () => {
    const splits = fc.array(fc.nat(), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(spoken, spoken),
        splits,
        splits,
        fc.constantFrom(...framings),
        fc.boolean(),
        async (choices, deltas, bytes, framing, inTurn) => {
          const [first, second] = choices.map((text, index) => chunksOf(index, text, deltas, inTurn)) as [
            unknown[],
            unknown[],
          ];
          const chunks = first
            .flatMap((chunk, index) => [chunk, ...second.slice(index, index + 1)])
            .concat(second.slice(first.length));
          expect(await overTheWire(chunks, framing, bytes)).toEqual(whole(choices));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('gives log probabilities that spell the content', () => {
    fc.assert(
      fc.property(
        prose,
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (text, entriesAt, chunksAt) => {
          const entries = cut(text.length, entriesAt, (from, to) => ({
            token: text.slice(from, to),
            logprob: -1,
            bytes: null,
            top_logprobs: [],
          }));
          const groups = cut(entries.length, chunksAt, (from, to) => entries.slice(from, to));
          const restorer = createChatStreamRestorer(book);
          const chunks = groups.map((group) => ({
            choices: [
              {
                index: 0,
                delta: { content: group.map(({ token }) => token).join('') },
                logprobs: { content: group },
                finish_reason: null,
              },
            ],
          }));
          const end = { choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }] };
          const out = [...chunks, end].flatMap((chunk) => restorer.feed(asFrame(chunk)));
          const choices = out.flatMap((chunk) => chunk.choices) as unknown as {
            delta: { content?: string };
            logprobs?: { content?: { token: string; logprob: number }[] } | null;
          }[];
          const said = choices.map(({ delta }) => delta.content ?? '').join('');
          const spelled = choices.flatMap(({ logprobs }) => logprobs?.content ?? []);
          expect(spelled.map(({ token }) => token).join('')).toBe(said);
          expect(spelled.reduce((sum, { logprob }) => sum + logprob, 0)).toBeCloseTo(-entries.length);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
