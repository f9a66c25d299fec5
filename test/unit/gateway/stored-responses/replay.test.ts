import type OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { createResponseFrames } from '../../../../lambda/gateway/response-frames.ts';
import type { JsonObject } from '../../../../lambda/openai/json-value.ts';
import { withEcho } from '../../../../lambda/openai/responses/response-echo.ts';
import { BAD_REQUEST, errorOf, expectError, unavailable } from '../../../support/client-error.ts';
import {
  type Cuts,
  customCall,
  functionCall,
  type ItemMaker,
  message,
  reasoning,
  streamedResponse,
} from '../../../support/response-stream.ts';
import { createStateGateway, type StateGateway } from '../../../support/state-gateway.ts';

const AWKWARD = 'Zoë "Zee" O’Brien 👩‍⚕️\nWard \\ 7';

/** Pieces so small that every token is cut. */
const CUTS: Cuts = {
  at: Array.from({ length: 60 }, (_, index) => index * 3),
  beginsWhereAdded: false,
  turns: [1, 0],
  incomplete: false,
};

const itemsAbout = (name: string): readonly ItemMaker[] => [
  reasoning([`About ${name}.`], []),
  message([`It is ${name}, and ${name.toLowerCase()} again.`, `Not ${name}.`]),
  functionCall(JSON.stringify({ who: name })),
  customCall(`find ${name}`),
];

/** A response about somebody that was streamed: what its client got, and the id under which it is found. */
const streamed = async (gateway: StateGateway, change: Partial<Cuts> = {}) => {
  const { scope, token, answered } = await gateway.session('ward');
  const name = token('NAME', AWKWARD);
  const { events, response } = streamedResponse(itemsAbout(name), { ...CUTS, ...change });
  const data = events.map((event) => JSON.stringify(event));
  const request = { instructions: `Be kind to ${AWKWARD}.`, metadata: { patient: AWKWARD } };
  const scrubbed = { instructions: `Be kind to ${name}.`, metadata: { patient: name } };
  const { id: _, ...fields } = withEcho(response, scrubbed, { id: 'ours', stored: true });
  const id = await answered({ fields, events: data });
  const live = createResponseFrames({
    book: scope.book,
    present: (restored) => withEcho(restored, request, { id, stored: true }),
    padding: true,
  });
  return { id, given: data.flatMap((one) => live.feed(one)) };
};

type Events = AsyncIterable<OpenAI.Responses.ResponseStreamEvent>;

const all = async (events: Promise<Events>): Promise<JsonObject[]> => {
  const read: JsonObject[] = [];
  for await (const event of await events) read.push({ ...event });
  return read;
};

describe('GET /v1/responses/{id}?stream=true', () => {
  it.each([{}, { incomplete: true }])('gives the events again to the letter: %j', async (change) => {
    const gateway = createStateGateway();
    const { id, given } = await streamed(gateway, change);
    const client = await gateway.client();
    const events = await all(client.responses.retrieve(id, { stream: true }));
    expect(events).toEqual(given);
    expect(events.map((event) => event['sequence_number'])).toEqual(events.map((_, index) => index));
  });

  it('gives before and after any cut, together, all of them', async () => {
    const gateway = createStateGateway();
    const { id, given } = await streamed(gateway);
    const client = await gateway.client();
    for (const starting_after of [0, 1, 7, given.length - 2, given.length - 1, given.length + 5]) {
      const events = await all(client.responses.retrieve(id, { stream: true, starting_after }));
      expect([...given.slice(0, starting_after + 1), ...events]).toEqual(given);
    }
  });

  it('gives events of what was not streamed, which the official client puts together', async () => {
    const gateway = createStateGateway();
    const { token, answered } = await gateway.session('ward');
    const { response } = streamedResponse(itemsAbout(token('NAME', AWKWARD)), CUTS);
    const { id: _, ...fields } = response;
    const id = await answered({ fields });
    const client = await gateway.client();
    const whole = await client.responses.retrieve(id);
    const final = await client.responses.stream({ response_id: id }).finalResponse();
    expect(final.output).toMatchObject(whole.output);
    expect(final.output_text).toBe(`It is ${AWKWARD}, and ${AWKWARD} again.`);
  });

  it('gives events of what could not be kept as it was streamed, but not behind a place that nobody knows', async () => {
    const gateway = createStateGateway();
    const { token, answered } = await gateway.session('ward');
    const { response } = streamedResponse(itemsAbout(token('NAME', AWKWARD)), CUTS);
    const { id: _, ...fields } = response;
    const id = await answered({ fields, events: [] });
    const client = await gateway.client();
    const final = await client.responses.stream({ response_id: id }).finalResponse();
    expect(final.output_text).toBe(`It is ${AWKWARD}, and ${AWKWARD} again.`);
    const behind = all(client.responses.retrieve(id, { stream: true, starting_after: 3 }));
    expectError(await errorOf(behind), { ...BAD_REQUEST, param: 'starting_after' });
  });

  it('may be kept by nobody on the way', async () => {
    const gateway = createStateGateway();
    const { id } = await streamed(gateway);
    const headers = { authorization: `Bearer ${await gateway.issue()}` };
    const response = await gateway.send(`/responses/${id}?stream=true`, { headers });
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    await response.body?.cancel();
  });

  it('leaves the padding out for who asks', async () => {
    const gateway = createStateGateway();
    const { id } = await streamed(gateway);
    const client = await gateway.client();
    const padded = await all(client.responses.retrieve(id, { stream: true }));
    const bare = await all(client.responses.retrieve(id, { stream: true, include_obfuscation: false }));
    expect(padded.some((event) => 'obfuscation' in event)).toBe(true);
    expect(bare.some((event) => 'obfuscation' in event)).toBe(false);
  });

  it('is on record, or is not given', async () => {
    const gateway = createStateGateway();
    const { id } = await streamed(gateway);
    const client = await gateway.client();
    await all(client.responses.retrieve(id, { stream: true }));
    expect(gateway.audit.events).toEqual([
      expect.objectContaining({ operation: 'response.replayed', subject: id, phi: { NAME: 1 } }),
    ]);
    gateway.audit.state.down = true;
    const error = await errorOf(client.responses.retrieve(id, { stream: true }));
    expectError(error, unavailable('audit_unavailable'));
  });

  it.each(['-1', '1.5', 'first', '', '99999999999999999999'])('refuses starting_after=%s', async (after) => {
    const gateway = createStateGateway();
    const { id } = await streamed(gateway);
    const client = await gateway.client();
    const error = await errorOf(client.get(`/responses/${id}?stream=true&starting_after=${after}`));
    expectError(error, { ...BAD_REQUEST, param: 'starting_after' });
  });
});
