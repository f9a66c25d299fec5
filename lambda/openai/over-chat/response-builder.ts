import { GatewayError } from '../../contract/gateway-error.ts';
import type { ChatFrame } from '../chat/chat-chunk.ts';
import type { JsonObject } from '../json-value.ts';
import type { ResponseEvent } from '../responses/response-event.ts';
import { type AnswerOutput, createAnswerOutput } from './answer-output.ts';
import { piecesOf } from './chat-pieces.ts';
import { createEvents } from './emit.ts';
import { incompleteReason } from './finish.ts';
import { responseFrame, usageOf } from './response-frame.ts';

/** What a response says that is in no chat answer. Times in seconds since the epoch. */
export interface Made {
  /**
   * Names the response and its items, of the letters that OpenAI's ids have. Ids of servers may come again, or are none;
   * but whoever refers to an item by its id must not get another one.
   */
  readonly unique: string;
  readonly createdAt: number;
  /** Asked once, when the answer is complete. */
  readonly now: () => number;
}

/** Makes a response of a chat answer, whether it comes whole or in chunks. */
export interface ResponseBuilder {
  /** The events that a chunk comes to; a whole answer is one chunk. */
  add(frame: ChatFrame): readonly ResponseEvent[];
  /** Whether the provider has said why it finished. */
  finished(): boolean;
  /** The events that end it. Throws `provider_cut` where there was no answer, or the server gave up. */
  finish(): readonly ResponseEvent[];
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

export const createResponseBuilder = (outbound: JsonObject, made: Made): ResponseBuilder => {
  const events = createEvents();
  let begun: { readonly response: JsonObject; readonly output: AnswerOutput } | undefined;
  let finishReason: string | undefined;
  /** What comes with any chunk, often with the last. */
  let more: JsonObject = {};

  const begin = (frame: ChatFrame): AnswerOutput => {
    if (begun !== undefined) return begun.output;
    const { unique, createdAt } = made;
    const model = textIn(frame['model']) || textIn(outbound['model']);
    const response = responseFrame(outbound, { id: `resp_${unique}`, model, createdAt });
    events.emit('response.created', { response });
    events.emit('response.in_progress', { response });
    begun = { response, output: createAnswerOutput(events.emit, unique) };
    return begun.output;
  };

  const ended = (response: JsonObject, reason: string | undefined, output: AnswerOutput): JsonObject => ({
    ...response,
    status: reason === undefined ? 'completed' : 'incomplete',
    completed_at: reason === undefined ? made.now() : null,
    incomplete_details: reason === undefined ? null : { reason },
    output: output.items(),
    ...more,
  });

  return {
    add(frame) {
      const usage = usageOf(frame['usage']);
      const tier = textIn(frame['service_tier']);
      more = { ...more, ...(usage !== null && { usage }), ...(tier !== '' && { service_tier: tier }) };
      // Azure begins with a frame that has no choices, no id and no model.
      const choice = frame.choices.find(({ index }) => index === 0);
      if (choice === undefined) return [];
      begin(frame).add(piecesOf(choice));
      finishReason = textIn(choice['finish_reason']) || finishReason;
      return events.take();
    },
    finished: () => finishReason !== undefined,
    finish() {
      if (begun === undefined) throw new GatewayError('provider_cut');
      const { response, output } = begun;
      const reason = incompleteReason(finishReason ?? 'stop');
      output.end(reason === undefined);
      const type = reason === undefined ? 'response.completed' : 'response.incomplete';
      events.emit(type, { response: ended(response, reason, output) });
      return events.take();
    },
  };
};
