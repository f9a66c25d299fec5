import type { JsonObject } from '../../json.ts';
import { newId } from '../compose.ts';
import { type Endpoint, now } from '../endpoint.ts';
import { type AnswerHead, answerPlain } from './answer-plain.ts';
import { answerStreamed } from './answer-streamed.ts';
import { composeChoices } from './compose-choices.ts';
import { readChatRequest } from './read-chat-request.ts';
import { refuseChat } from './refuse-chat.ts';

function* framesOf(chunks: Iterable<JsonObject>): Generator<string, void, undefined> {
  for (const chunk of chunks) yield `data: ${JSON.stringify(chunk)}\n\n`;
  yield 'data: [DONE]\n\n';
}

/** OpenAI's chat completions, plain and streamed. */
export const CHAT_ENDPOINT: Endpoint = {
  refuse: refuseChat,
  answer: (body) => {
    const request = readChatRequest(body);
    const choices = composeChoices(request);
    const head: AnswerHead = { id: newId('chatcmpl-demo'), created: now(), model: request.model };
    return request.streamed
      ? { kind: 'streamed', frames: framesOf(answerStreamed(head, request, choices)) }
      : { kind: 'plain', body: answerPlain(head, request, choices) };
  },
};
