import { zodTextFormat } from 'openai/helpers/zod';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { collected } from '../../support/openai-wire.ts';
import {
  answering,
  message,
  respondWith,
  response,
  sentResponsesBody,
  text,
  tokensAsked,
} from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';
import { serveGateway } from '../../support/served-gateway.ts';

const { gateway, openai, provider, raw, event } = serveGateway();

const MODEL = 'gpt-5.4-mini';
const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const post = (body: object): Promise<Response> => gateway().post(body, {}, '/v1/responses');
const asked = () => raw().map(sentResponsesBody);

/** What OpenAI repeats of a request, with its defaults where nothing was said. */
const REPEATED = {
  ...{ instructions: null, metadata: {}, previous_response_id: null, tools: [], tool_choice: 'auto' },
  ...{ user: null, safety_identifier: null, prompt_cache_key: null, store: true, temperature: 1, top_p: 1 },
  ...{ max_output_tokens: null, parallel_tool_calls: true, truncation: 'disabled', top_logprobs: 0 },
  ...{ max_tool_calls: null, service_tier: 'default', background: false },
};

/** Answers as OpenAI does, the request repeated in the answer. */
const repeating: Respond = (reply, request) => {
  const sent = sentResponsesBody(request);
  const [name = ''] = tokensAsked(request);
  const repeated = Object.entries(REPEATED).map(([field, otherwise]) => [field, sent[field] ?? otherwise]);
  const format = { format: { type: 'text' }, verbosity: 'medium', ...(sent['text'] as object) };
  const echo = { ...(Object.fromEntries(repeated) as object), text: format };
  respondWith(reply, request, response([message('msg_1', text(`Dear ${name}`))], echo));
};

describe.each([false, true])('what a response repeats of its request, stream: %s', (stream) => {
  /** The response, or each response of a stream. */
  const responsesTo = async (body: Parameters<ReturnType<typeof openai>['responses']['create']>[0]) => {
    if (!stream) return [(await openai().responses.create({ ...body, stream: false })) as object];
    const events = await collected(await openai().responses.create({ ...body, stream: true }));
    return events.flatMap((one) => ('response' in one ? [one.response as object] : []));
  };

  test('every field is what the client said, and the provider heard none of it in clear', async () => {
    provider(repeating);
    const said = {
      instructions: 'Be kind to Maria Gonzalez.',
      metadata: { ward: 'of Maria Gonzalez', bed: '2' },
      tools: [
        {
          ...{ type: 'function' as const, name: 'find', strict: true, description: 'Finds Maria Gonzalez.' },
          parameters: { type: 'object', properties: { who: { enum: ['maria@example.com'] } } },
        },
      ],
      tool_choice: { type: 'function' as const, name: 'find' },
      text: {
        verbosity: 'low' as const,
        format: {
          ...{ type: 'json_schema' as const, name: 'letter', description: 'To Maria Gonzalez.' },
          schema: { type: 'object', title: 'Maria Gonzalez' },
        },
      },
      ...{ user: 'maria', safety_identifier: 'patient 4471829', prompt_cache_key: 'ward-7' },
      ...{ temperature: 0.25, top_p: 0.5, max_output_tokens: 99, parallel_tool_calls: false },
      ...{ truncation: 'auto' as const, max_tool_calls: 4 },
    };
    const answers = await responsesTo({ model: MODEL, input: PROMPT, ...said });
    expect(answers.length).toBe(stream ? 3 : 1);
    for (const answer of answers) {
      expect(answer).toMatchObject(said);
      expect(answer).toMatchObject({ store: true, background: false, previous_response_id: null });
      expect(answer).toMatchObject({ conversation: null });
    }
    expect(raw()[0]?.body).not.toMatch(/maria|gonzalez|123-45|4471829/i);
  });

  test('what was not said has OpenAI’s defaults, and nothing of ours', async () => {
    provider(repeating);
    for (const answer of await responsesTo({ model: MODEL, input: PROMPT })) {
      expect(answer).toMatchObject({
        ...REPEATED,
        text: { format: { type: 'text' }, verbosity: 'medium' },
        conversation: null,
      });
    }
    expect(asked()[0]?.['instructions']).toContain('character by character');
  });

  test('what went before is named as the client named it', async () => {
    provider(repeating);
    const { id } = await openai().responses.create({ model: MODEL, input: PROMPT });
    for (const answer of await responsesTo({ model: MODEL, input: 'And now?', previous_response_id: id })) {
      expect(answer).toMatchObject({ previous_response_id: id, conversation: null });
    }
    const { id: talk } = await openai().conversations.create();
    for (const answer of await responsesTo({ model: MODEL, input: 'Hello', conversation: talk })) {
      expect(answer).toMatchObject({ previous_response_id: null, conversation: { id: talk } });
    }
    for (const body of asked()) {
      expect(body).not.toHaveProperty('previous_response_id');
      expect(body).not.toHaveProperty('conversation');
    }
  });

  test('B3: metadata stands in the audit with the call, in tokens', async () => {
    provider(repeating);
    await responsesTo({
      model: MODEL,
      input: 'Hello',
      metadata: { about: 'Patient Maria Gonzalez', run: '7' },
    });
    const { content = '' } = await event('opened');
    expect(JSON.parse(content)).toMatchObject({
      metadata: { about: expect.stringMatching(/NAME_\w{6}$/) as string, run: '7' },
    });
    expect(content).not.toMatch(/Maria|Gonzalez/);
  });
});

describe('B2: structured output', () => {
  const LETTER = z.object({ patient: z.string() });

  test('text.format reaches the provider as it is', async () => {
    provider(answering(([name]) => `{"patient":"${name}"}`));
    const format = zodTextFormat(LETTER, 'letter');
    await openai().responses.parse({ model: MODEL, input: PROMPT, text: { format } });
    expect(asked()[0]?.['text']).toEqual({ format: JSON.parse(JSON.stringify(format)) as unknown });
  });

  test('response_format of the chat shape is taken, translated, and answered as text.format', async () => {
    provider(repeating);
    const schema = {
      type: 'object',
      description: 'About Maria Gonzalez.',
      properties: { patient: { type: 'string' } },
    };
    const response_format = { type: 'json_schema', json_schema: { name: 'letter', strict: false, schema } };
    const answer = await post({ model: MODEL, input: PROMPT, response_format });
    const format = { type: 'json_schema', name: 'letter', strict: false, schema };
    expect(await answer.json()).toMatchObject({ text: { format, verbosity: 'medium' } });
    const [name = ''] = tokensAsked(raw()[0]!);
    const scrubbed = { ...schema, description: `About ${name}.` };
    expect(asked()[0]?.['text']).toEqual({ format: { ...format, schema: scrubbed } });
    expect(asked()[0]).not.toHaveProperty('response_format');
  });

  test.each([{ type: 'json_object' }, { type: 'text' }])('response_format %j', async (response_format) => {
    provider(repeating);
    const answer = await post({ model: MODEL, input: 'Give JSON', response_format });
    expect(answer.status).toBe(200);
    expect(asked()[0]?.['text']).toEqual({ format: response_format });
  });

  test.each([
    [
      'both ways at once',
      { response_format: { type: 'text' }, text: { format: { type: 'text' } } },
      'response_format',
      400,
    ],
    [
      'PHI in the name of a property, where the caller wrote it',
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'letter', schema: { properties: { 'maria.gonzalez@example.com': {} } } },
        },
      },
      /^response_format\.json_schema\.schema\.properties/,
      403,
    ],
  ])('refuses %s', async (_, body, param, status) => {
    provider(repeating);
    const answer = await post({ model: MODEL, input: 'Hello', ...body });
    expect(answer.status).toBe(status);
    const { error } = (await answer.json()) as { error: { param: string } };
    expect(error.param).toMatch(param);
    expect(raw()).toEqual([]);
  });
});
