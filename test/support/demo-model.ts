import { CHAT_ENDPOINT } from '../../local/demo-provider/chat/chat-endpoint.ts';
import { RESPONSES_ENDPOINT } from '../../local/demo-provider/responses/responses-endpoint.ts';
import { objectOf } from '../../local/json.ts';
import type { Respond } from './scripted-provider.ts';

const SSE = { 'content-type': 'text/event-stream; charset=utf-8' };

const answerTo = (url: string, text: string) => {
  const endpoint = url === '/v1/responses' ? RESPONSES_ENDPOINT : CHAT_ENDPOINT;
  const body = objectOf(JSON.parse(text));
  const refused = endpoint.refuse(body);
  return refused === undefined ? endpoint.answer(body) : { kind: 'refused' as const, ...refused };
};

/**
 * Answers as the laptop's demo provider does: it takes no request that OpenAI wouldn't take, keeps nothing, calls the
 * tools that it is offered, fills in schemas, and uses all tokens that it was sent.
 */
export const demoModel: Respond = async (reply, { url, body }) => {
  const answer = answerTo(url, body);
  switch (answer.kind) {
    case 'refused':
      reply.json(answer.status, { error: answer.error });
      break;
    case 'plain':
      reply.json(200, answer.body);
      break;
    case 'streamed':
      reply.head(200, SSE);
      for (const frame of answer.frames) await reply.write(frame);
      reply.end();
  }
};

/** The same, but the connection is cut after so many frames of a stream. */
export const demoModelCutAfter =
  (frames: number): Respond =>
  async (reply, { url, body }) => {
    const answer = answerTo(url, body);
    if (answer.kind !== 'streamed') throw new Error('only streams are cut');
    reply.head(200, SSE);
    for (const frame of [...answer.frames].slice(0, frames)) await reply.write(frame);
    reply.reset();
  };
