import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOCKED, errorOf, expectError, NOT_FOUND } from '../support/client-error.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { tokensOf } from '../support/openai-wire.ts';
import { functionCall, message, streamedResponse } from '../support/response-stream.ts';
import type { Respond } from '../support/scripted-provider.ts';

const MODEL = 'gpt-5.4-mini';
const NAME = 'Adaeze "Ada" Okonkwo';
const PROMPT = 'The patient is Adaeze Okonkwo, MRN 48215733.';

const CUTS = {
  at: Array.from({ length: 40 }, (_, index) => index * 3),
  beginsWhereAdded: false,
  turns: [0, 1],
  incomplete: false,
};

/** Says all tokens that it is sent, each time under ids of its own. */
const answer: Respond = (reply, { body }, index) => {
  const tokens = [...new Set(tokensOf(body))].join(' and ');
  const streamed = streamedResponse(
    [message([`It is ${tokens}.`]), functionCall(JSON.stringify({ who: tokens }))],
    CUTS,
  );
  const own = (value: unknown): string =>
    JSON.stringify(value)
      .replaceAll('"item_', `"item_${index}_`)
      .replaceAll('"resp_1"', `"resp_of_provider_${index}"`);
  if ((JSON.parse(body) as { stream?: boolean }).stream === true) reply.sse(...streamed.events.map(own));
  else reply.json(200, JSON.parse(own(streamed.response)));
};

type Event = OpenAI.Responses.ResponseStreamEvent;

const all = async (events: Promise<AsyncIterable<Event>>): Promise<Event[]> => {
  const read: Event[] = [];
  for await (const event of await events) read.push(event);
  return read;
};

const endOf = (events: readonly Event[]): OpenAI.Responses.Response => {
  const last = events.at(-1);
  if (last?.type !== 'response.completed') throw new Error('no proper end');
  return last.response;
};

describe('what the gateway keeps', () => {
  let gateway: TestGateway;
  let client: OpenAI;
  beforeAll(async () => {
    gateway = await startGateway({ respond: answer });
    client = gateway.openai();
  });
  afterAll(async () => gateway.close());

  it('gives a response again as it was answered', async () => {
    const response = await client.responses.create({
      ...{ model: MODEL, input: PROMPT, instructions: 'About Adaeze Okonkwo.' },
      ...{ metadata: { note: 'seen by Adaeze Okonkwo' }, safety_identifier: 'ward-7' },
    });
    expect(response.output_text).toContain('Adaeze Okonkwo');
    expect(await client.responses.retrieve(response.id)).toEqual(response);
  });

  it('gives a stream again, the same from any event on', async () => {
    const given = await all(client.responses.create({ model: MODEL, input: PROMPT, stream: true }));
    const { id } = endOf(given);
    expect(await all(client.responses.retrieve(id, { stream: true }))).toEqual(given);
    for (const starting_after of [0, 9, given.length - 2]) {
      const rest = await all(client.responses.retrieve(id, { stream: true, starting_after }));
      expect(rest).toEqual(given.slice(starting_after + 1));
    }
    expect(await client.responses.retrieve(id)).toMatchObject(endOf(given));
  });

  it('lists all that a chain of responses was asked, and forgets what is deleted', async () => {
    const first = await client.responses.create({ model: MODEL, input: PROMPT });
    const second = await client.responses.create({
      ...{ model: MODEL, previous_response_id: first.id },
      input: [{ type: 'function_call_output', call_id: 'call_1', output: NAME }],
    });
    const listed: OpenAI.Responses.ResponseItem[] = [];
    const query = { order: 'asc', limit: 2 } as const;
    for await (const item of client.responses.inputItems.list(second.id, query)) listed.push(item);
    expect(listed).toMatchObject([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: PROMPT }] },
      ...first.output,
      { type: 'function_call_output', output: NAME },
    ]);
    await client.responses.delete(first.id);
    expectError(await errorOf(client.responses.retrieve(first.id)), NOT_FOUND);
    const error = await errorOf(
      client.responses.create({ model: MODEL, input: 'Go on.', previous_response_id: second.id }),
    );
    expect(error).toMatchObject({ status: 400, code: 'previous_response_not_found' });
  });

  it('keeps a conversation, in which responses are answered', async () => {
    const { id } = await client.conversations.create({
      metadata: { about: NAME },
      items: [{ role: 'developer', content: PROMPT }],
    });
    const response = await client.responses.create({
      ...{ model: MODEL, conversation: id, input: 'Who is it?' },
    });
    expect(response.output_text).toContain('48215733');
    const { data } = await client.conversations.items.list(id, { order: 'asc' });
    expect(data).toMatchObject([
      { role: 'developer', content: [{ text: PROMPT }] },
      { role: 'user', content: [{ text: 'Who is it?' }] },
      ...response.output,
    ]);
    const asked = await client.responses.inputItems.list(response.id, { order: 'asc' });
    expect(asked.data).toEqual(data.slice(0, 2));
    const analyst = gateway.openai({ apiKey: await gateway.issue({ role: 'analyst' }) });
    expectError(await errorOf(analyst.conversations.items.list(id)), BLOCKED);
  });

  it('never told the provider who it is about', () => {
    const sent = JSON.stringify(gateway.provider.requests);
    expect(sent).not.toMatch(/Okonkwo|48215733|conv_|previous_response_id/);
    expect(sent).toMatch(/NAME_[0-9A-Z]{6}/);
  });
});
