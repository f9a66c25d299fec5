import { ResponseStream } from 'openai/lib/responses/ResponseStream';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../lambda/openai/json-value.ts';
import { eventsOfResponse } from '../../../../lambda/openai/responses/response-events.ts';
import {
  codeCall,
  customCall,
  functionCall,
  mcpCall,
  message,
  reasoning,
  shellCall,
  streamedResponse,
} from '../../../support/response-stream.ts';

const CITATION = { type: 'url_citation', url: 'https://x.example', title: 'X', start_index: 0, end_index: 2 };

/** Items of the provider's tools, and what comes back from the client's. */
const HOSTED: readonly JsonObject[] = [
  { id: 'fs_1', type: 'file_search_call', status: 'completed', queries: ['gait'], results: null },
  {
    ...{ id: 'ws_1', type: 'web_search_call', status: 'completed' },
    action: { type: 'search', query: 'gait' },
  },
  { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'aGk=' },
  { id: 'mcpl_1', type: 'mcp_list_tools', server_label: 'notes', tools: [{ name: 'find' }] },
  {
    ...{ id: 'mcp_1', type: 'mcp_call', status: 'failed', name: 'find', server_label: 'notes' },
    ...{ arguments: '{}', output: null, error: 'no such note' },
  },
  {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed' },
    content: [
      { type: 'output_text', text: 'So it is.', annotations: [CITATION], logprobs: [] },
      { type: 'output_text', text: '', annotations: [], logprobs: [] },
    ],
  },
  { id: 'cmp_1', type: 'compaction', encrypted_content: 'c2VhbGVk' },
];

const CUTS = { at: [], beginsWhereAdded: false, turns: [], incomplete: false };

const EVERY_KIND = streamedResponse(
  [
    reasoning(['First.', ''], ['Second.']),
    message(['Yes.', 'No.', '']),
    functionCall('{"a":1}'),
    customCall('free'),
    mcpCall('{"b":2}'),
    codeCall('print(1)'),
    shellCall(['ls', 'pwd']),
  ],
  CUTS,
);

const parsed = (events: readonly string[]): JsonObject[] =>
  events.map((data) => JSON.parse(data) as JsonObject);

/** What the official client makes of the events; it throws on whatever is out of order. */
const readBack = async (events: readonly string[]): Promise<unknown> => {
  const lines = ReadableStream.from(events.map((data) => new TextEncoder().encode(`${data}\n`)));
  return await ResponseStream.fromReadableStream(lines).finalResponse();
};

describe('the events of a response that was not streamed', () => {
  it.each([
    ['of every kind of text', EVERY_KIND.response],
    ['of the provider’s tools', { ...EVERY_KIND.response, output: HOSTED }],
    ['of none', { ...EVERY_KIND.response, output: [] }],
  ])('are put together to what it was by the official client: %s', async (_, response) => {
    expect(await readBack(eventsOfResponse(response))).toMatchObject(response);
  });

  it('are those that a provider would have sent, each text in one piece', () => {
    // A provider's states of a code interpreter and of an MCP call are not in what that stream was written down from.
    const written = EVERY_KIND.response['output'];
    const items = (Array.isArray(written) ? written : []).slice(0, 4) as JsonObject[];
    const response = { ...EVERY_KIND.response, output: items };
    const typesOf = (events: readonly JsonObject[]) =>
      events
        .filter(({ output_index }) => output_index === undefined || Number(output_index) < 4)
        .map(({ type, output_index }) => [type, output_index]);
    const emptyDeltas = (event: JsonObject): boolean => event['delta'] === '';
    const given = EVERY_KIND.events.filter((event) => !emptyDeltas(event));
    const made = typesOf(parsed(eventsOfResponse(response)));
    expect(made.toSorted()).toEqual(typesOf(given).toSorted());
  });

  it('begin with nothing made yet and are numbered without gaps', () => {
    const events = parsed(eventsOfResponse({ ...EVERY_KIND.response, usage: { total_tokens: 3 } }));
    expect(events[0]).toMatchObject({
      type: 'response.created',
      response: { status: 'in_progress', output: [], usage: null },
    });
    expect(events.map((event) => event['sequence_number'])).toEqual(events.map((_, index) => index));
  });

  it.each([
    ['completed', 'response.completed'],
    ['incomplete', 'response.incomplete'],
    ['failed', 'response.failed'],
  ])('end as the response did: %s', (status, type) => {
    const events = parsed(eventsOfResponse({ ...EVERY_KIND.response, status }));
    expect(events.at(-1)).toMatchObject({ type, response: { status } });
  });
});
