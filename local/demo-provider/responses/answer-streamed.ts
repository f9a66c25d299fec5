import { randomBytes } from 'node:crypto';
import { type JsonObject, textOf } from '../../json.ts';
import { now } from '../endpoint.ts';
import { isCut, type OutputItem } from './compose-output.ts';
import { itemEvents, type ResponseEvent } from './item-events.ts';
import type { ResponsesRequest } from './read-responses-request.ts';
import { begunResponse, endedResponse, type ResponseHead } from './response-object.ts';

function* eventsOf(
  head: ResponseHead,
  request: ResponsesRequest,
  output: readonly OutputItem[],
): Generator<ResponseEvent, void, undefined> {
  const begun = begunResponse(head, request);
  yield { type: 'response.created', response: begun };
  yield { type: 'response.in_progress', response: begun };
  for (const [index, item] of output.entries()) yield* itemEvents(item, index, request.topLogprobs);
  yield {
    type: isCut(output) ? 'response.incomplete' : 'response.completed',
    response: endedResponse(head, request, output, now()),
  };
}

/** With its padding each piece is a multiple of so many characters. */
const PADDED_TO = 16;

const paddingFor = (event: JsonObject): JsonObject => {
  const length = PADDED_TO - (textOf(event['delta']).length % PADDED_TO);
  return { obfuscation: randomBytes(length).toString('base64url').slice(0, length) };
};

/** The answer as OpenAI's events, numbered; nothing follows the last of them. */
export function* answerStreamed(
  head: ResponseHead,
  request: ResponsesRequest,
  output: readonly OutputItem[],
): Generator<string, void, undefined> {
  let number = 0;
  for (const { type, ...fields } of eventsOf(head, request, output)) {
    const padding = request.padded && type.endsWith('.delta') ? paddingFor(fields) : {};
    const data = { type, sequence_number: number, ...fields, ...padding };
    yield `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
    number += 1;
  }
}
