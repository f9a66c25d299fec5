import { GatewayError } from '../contract/gateway-error.ts';
import { type ChatFrame, isChatFrame } from '../openai/chat/chat-chunk.ts';
import type { ChatRequest } from '../openai/chat/chat-request.ts';
import { createChatTranscript } from '../openai/chat/chat-transcript.ts';
import { chunkView, streamWishes } from '../openai/chat/chat-view.ts';
import { isDone, readChatChunk } from '../openai/chat/read-chunk.ts';
import { errorBody } from '../openai/error-body.ts';
import { isJsonObject } from '../openai/json-value.ts';
import { DONE_FRAME, dataFrame } from '../openai/sse-writer.ts';
import { createChatStreamRestorer, restoreChatCompletion } from '../tokens/chat-restorer.ts';
import type { TokenBook } from '../tokens/token-book.ts';
import type { PlainWire, StreamWire } from './answer-wire.ts';
import type { Dialect } from './dialect.ts';

/** The text of the first choice, as the text-only dialect gives it. */
const textOf = (completion: ChatFrame): string => {
  const message = completion.choices[0]?.['message'];
  const content = isJsonObject(message) ? (message['content'] ?? message['refusal']) : undefined;
  return typeof content === 'string' ? content : '';
};

/** A whole chat completion. */
export const createChatPlainWire = (book: TokenBook, { kind }: Dialect): PlainWire => ({
  restore(body) {
    if (!isChatFrame(body)) throw new GatewayError('provider_failed');
    const transcript = createChatTranscript();
    transcript.add(body);
    const restored = restoreChatCompletion(body, book);
    return {
      body: kind === 'text-only' ? { content: textOf(restored) } : restored,
      summary: transcript.summary(),
    };
  },
});

/** A chat completion in chunks. A missing `[DONE]` is forgiven if every choice has finished. */
export const createChatStreamWire = (book: TokenBook, request: ChatRequest): StreamWire => {
  const restorer = createChatStreamRestorer(book);
  const transcript = createChatTranscript();
  const wishes = streamWishes(request);
  let last: ChatFrame | undefined;
  let done = false;

  const framesOf = (chunks: readonly ChatFrame[]): readonly string[] =>
    chunks.flatMap((chunk) => {
      const view = chunkView(chunk, wishes);
      return view === undefined ? [] : [dataFrame(view)];
    });

  return {
    feed(data) {
      done = isDone(data);
      const chunk = done ? undefined : readChatChunk(data);
      if (chunk === undefined) return [];
      transcript.add(chunk);
      last = chunk;
      return framesOf(restorer.feed(chunk));
    },
    ended: () => done,
    finish() {
      if (last === undefined || !(done || transcript.finished())) throw new GatewayError('provider_cut');
      return [...framesOf(restorer.flush(last)), DONE_FRAME];
    },
    fail: (error) => [dataFrame(errorBody(error))],
    summary: () => transcript.summary(),
  };
};
