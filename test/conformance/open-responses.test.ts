import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { CatalogueDefinition } from '../../lambda/contract/catalogue-definition.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { expectRestored, PROMPT, QUERIED } from '../support/clinic.ts';
import { demoModel, demoModelCutAfter } from '../support/demo-model.ts';
import { type ResponseResource, responseResource } from '../support/open-responses.ts';
import { eventsIn, expectCoherent } from '../support/open-responses-stream.ts';
import { type Respond, startScriptedProvider } from '../support/scripted-provider.ts';
import { serveGateway } from '../support/served-gateway.ts';

/*
 * The cases of Open Responses' compliance suite, https://www.openresponses.org/compliance, plain and streamed, by a
 * provider with the Responses API and by one with chat alone. Objects and events are checked to the last field.
 */

let script: Respond = demoModel;
const upstream = await startScriptedProvider({ respond: (...given) => script(...given) });
afterAll(() => upstream.close());
beforeEach(() => {
  script = demoModel;
});

const upstreamCalled = { baseUrl: upstream.baseUrl, auth: 'bearer', keySecret: 'openai' } as const;
const CATALOGUE: CatalogueDefinition = {
  providers: [
    { name: 'openai', ...upstreamCalled, responses: true },
    { name: 'deepseek', ...upstreamCalled },
  ],
  models: [
    { id: 'gpt-5.4-mini', provider: 'openai' },
    { id: 'deepseek-chat', provider: 'deepseek' },
  ],
  routes: {},
};

const { gateway } = serveGateway({
  environment: { [ENVIRONMENT.media]: 'allow' },
  catalogue: () => CATALOGUE,
});

const RED_DOT =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

const FIND_CHART = {
  type: 'function',
  name: 'find_chart',
  description: 'Finds the chart of a patient such as Maria Gonzalez.',
  parameters: {
    type: 'object',
    properties: { patient_name: { type: 'string' }, record_number: { type: 'string' } },
    required: ['patient_name', 'record_number'],
  },
};

const user = (content: unknown) => ({ type: 'message', role: 'user', content });

const CASES: readonly (readonly [string, object])[] = [
  ['basic text', { input: [user(PROMPT)] }],
  [
    'a system prompt',
    { input: [{ type: 'message', role: 'system', content: 'You are kind.' }, user(PROMPT)] },
  ],
  ['tool calling', { input: [user(PROMPT)], tools: [FIND_CHART] }],
  [
    'image input',
    {
      input: [
        user([
          { type: 'input_text', text: PROMPT },
          { type: 'input_image', image_url: RED_DOT, detail: 'low' },
        ]),
      ],
    },
  ],
  [
    'several turns',
    {
      input: [
        user(PROMPT),
        {
          type: 'message',
          role: 'assistant',
          content: 'I will write to Maria Gonzalez (123-45-6789). When was she seen?',
        },
        user('On Monday. Whom do you write to?'),
      ],
    },
  ],
  [
    'every setting that is repeated',
    {
      input: PROMPT,
      instructions: 'Be kind to Maria Gonzalez.',
      max_output_tokens: 4_000,
      metadata: { ward: '3' },
      parallel_tool_calls: false,
      reasoning: { effort: 'low', summary: 'auto' },
      safety_identifier: 'nurse-17',
      store: false,
      temperature: 0.5,
      text: { format: { type: 'json_object' }, verbosity: 'low' },
      tool_choice: 'none',
      tools: [FIND_CHART],
      top_p: 0.5,
      truncation: 'disabled',
    },
  ],
];

const post = async (body: object): Promise<string> => {
  const response = await fetch(`${gateway().baseURL}/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway().key}` },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return response.text();
};

/** What differs from one answer to the next. */
const VARYING = /"(?:id|call_id|created_at|completed_at|encrypted_content)":(?:"[^"]*"|\d+)/g;
const comparable = (response: ResponseResource): unknown =>
  JSON.parse(JSON.stringify(response).replaceAll(VARYING, '"_":0'));

describe.each(['gpt-5.4-mini', 'deepseek-chat'])('%s', (model) => {
  test.each(CASES)('%s, plain and streamed', async (_, asked) => {
    const plain = responseResource.parse(JSON.parse(await post({ model, ...asked })));
    expect(plain.status).toBe('completed');
    expect(plain.output.length).toBeGreaterThan(0);
    const [last] = plain.output.slice(-1);
    if ('tools' in asked && !('tool_choice' in asked)) {
      expect(last).toMatchObject({ type: 'function_call', arguments: JSON.stringify(QUERIED) });
    } else {
      expect(last).toMatchObject({ type: 'message', role: 'assistant' });
    }
    expectRestored(plain.output);
    const { input, ...settings } = asked as Record<string, unknown>;
    expect(plain).toMatchObject(settings);
    const streamed = expectCoherent(eventsIn(await post({ model, ...asked, stream: true })));
    expect(comparable(streamed)).toEqual(comparable(plain));
    expect(
      upstream.requests
        .slice(-2)
        .map(({ body }) => body)
        .join(''),
    ).not.toMatch(/Maria|Gonzalez|123-45/);
  });

  test('an answer cut by its limit is incomplete', async () => {
    const asked = { model, input: PROMPT, max_output_tokens: 20 };
    const plain = responseResource.parse(JSON.parse(await post(asked)));
    expect(plain).toMatchObject({
      status: 'incomplete',
      completed_at: null,
      incomplete_details: { reason: 'max_output_tokens' },
    });
    const streamed = expectCoherent(eventsIn(await post({ ...asked, stream: true })));
    expect(comparable(streamed)).toEqual(comparable(plain));
  });

  test('a stream that is cut ends with an error and a failed response', async () => {
    script = demoModelCutAfter(20);
    const events = eventsIn(await post({ model, input: PROMPT, stream: true }));
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    const message = 'The answer of the model provider broke off.';
    expect(events.slice(-2)).toMatchObject([
      { type: 'error', error: { type: 'bad_gateway', code: 'provider_error', message } },
      { type: 'response.failed', response: { status: 'failed', error: { code: 'server_error', message } } },
    ]);
  });
});
