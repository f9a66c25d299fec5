import type { ChatFrame } from '../../lambda/openai/chat/chat-chunk.ts';
import { createChatStreamRestorer } from '../../lambda/tokens/chat-restorer.ts';
import { createRestorer } from '../../lambda/tokens/restorer.ts';
import { bookOf } from '../support/books.ts';

const TOKENS = 200;
const DELTA = 5;
const MEGABYTE = 1_000_000;

const book = bookOf(
  ...Array.from({ length: TOKENS }, (_, index) => ['NAME', `Person Number ${index}`] as const),
);
const tokens = book.issued().map(({ token }) => token);

const answer = (length: number): string => {
  let text = '';
  for (let index = 0; text.length < length; index += 1) {
    text += `The patient ${tokens[index % TOKENS] ?? ''} was seen again and is doing well on the current dose. `;
  }
  return text;
};

const seconds = (run: () => void): number => {
  run();
  const began = performance.now();
  run();
  return (performance.now() - began) / 1_000;
};

export interface Throughput {
  readonly what: string;
  /** Of the provider's text, UTF-16 units as bytes, since it is ASCII. */
  readonly megabytesPerSecond: number;
}

/** How fast values are put back: one lane in large pieces, and whole chunks of a few characters each. */
export const measureRestoring = (): readonly Throughput[] => {
  const text = answer(4 * MEGABYTE);
  const inPieces = (size: number, context: 'text' | 'json') => () => {
    const restorer = createRestorer(book, { context });
    for (let at = 0; at < text.length; at += size) restorer.feed(text.slice(at, at + size));
    restorer.flush();
  };
  const inChunks = () => {
    const restorer = createChatStreamRestorer(book);
    for (let at = 0; at < MEGABYTE; at += DELTA) {
      const delta = { content: text.slice(at, at + DELTA) };
      const chunk: ChatFrame = {
        id: 'c',
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta, finish_reason: null }],
      };
      restorer.feed(chunk);
    }
  };
  return [
    { what: 'text in pieces of 64 KB', megabytesPerSecond: 4 / seconds(inPieces(65_536, 'text')) },
    {
      what: `text in pieces of ${DELTA} characters`,
      megabytesPerSecond: 4 / seconds(inPieces(DELTA, 'text')),
    },
    { what: 'JSON in pieces of 64 KB', megabytesPerSecond: 4 / seconds(inPieces(65_536, 'json')) },
    { what: `chunks of ${DELTA} characters`, megabytesPerSecond: 1 / seconds(inChunks) },
  ];
};
