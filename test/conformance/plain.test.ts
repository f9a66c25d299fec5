import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { PROVIDER_KEY } from '../support/gateway.ts';
import {
  calling,
  completion,
  echo,
  functionCall,
  saying,
  sentBody,
  tokensIn,
} from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

/** A value that breaks JSON wherever it is put back without care. */
const AWKWARD = 'Ana "Nan" Ruiz\\Ortega\nc/o Café 🏥';

const { gateway, openai, provider, sent, raw } = serveGateway({ alsoPhi: [['NAME', AWKWARD]] });

const MODEL = 'gpt-5.4-mini';
const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const ask = (content: string) => ({ model: MODEL, messages: [{ role: 'user' as const, content }] });

describe('the answer', () => {
  test('A1, A11, D5: is exactly OpenAI’s, unknown fields included, with the values in their places', async () => {
    provider((reply, request) => {
      const [name, id] = tokensIn(request);
      reply.json(
        200,
        completion(
          [
            {
              ...saying(`${name} (${id}) may go. ${name}!`, { reasoning_content: `About ${name}.` }),
              content_filter_results: { hate: { filtered: false, severity: 'safe' } },
            },
          ],
          { moderation: { note: [`seen: ${name}`], score: 0.5 }, x_new: null },
        ),
      );
    });
    const { data, response, request_id } = await openai().chat.completions.create(ask(PROMPT)).withResponse();
    expect(data).toEqual(
      completion(
        [
          {
            ...saying('Maria Gonzalez (123-45-6789) may go. Maria Gonzalez!', {
              reasoning_content: 'About Maria Gonzalez.',
            }),
            content_filter_results: { hate: { filtered: false, severity: 'safe' } },
          },
        ],
        { moderation: { note: ['seen: Maria Gonzalez'], score: 0.5 }, x_new: null },
      ),
    );
    expect(raw()[0]?.body).not.toMatch(/Maria|Gonzalez|123-45-6789/);
    expect(request_id).toMatch(/^req_[0-9a-f]{32}$/);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('openai-processing-ms')).toMatch(/^\d+$/);
    expect(response.headers.get('x-hawthorn-phi')).toBe('NAME=1, ID=1');
  });

  test('says that nothing was found, and then the model gets no instruction', async () => {
    provider(echo(() => 'Rest.'));
    const { response } = await openai()
      .chat.completions.create(ask('What helps against a cold?'))
      .withResponse();
    expect(response.headers.get('x-hawthorn-phi')).toBe('none');
    expect(sent()[0]?.messages).toEqual([{ role: 'user', content: 'What helps against a cold?' }]);
  });

  test.each(['stop', 'length', 'content_filter', 'tool_calls', 'function_call'])(
    'E4: finish reason %s',
    async (finish_reason) => {
      provider((reply) => reply.json(200, completion([{ ...saying('…'), finish_reason }])));
      const { choices } = await openai().chat.completions.create(ask('Hello'));
      expect(choices[0]?.finish_reason).toBe(finish_reason);
    },
  );

  test('tokens come back however a model spells them in case and Markdown, and beside emoji', async () => {
    provider(
      echo(([name = '', id = '']) => `**${name.toLowerCase()}** 🏥${name.replace('_', '\\_')}🏥 \`${id}\`s`),
    );
    const prompt = '👩🏽‍⚕️ é Patient Maria Gonzalez, SSN 123-45-6789 🏥';
    const { choices } = await openai().chat.completions.create(ask(prompt));
    expect(choices[0]?.message.content).toBe('**Maria Gonzalez** 🏥Maria Gonzalez🏥 `123-45-6789`s');
    const [name, id] = tokensIn(raw()[0]!);
    expect(sent()[0]?.messages.at(-1)?.content).toBe(`👩🏽‍⚕️ é Patient ${name}, SSN ${id} 🏥`);
  });

  test('of the provider’s headers a closed set comes through', async () => {
    const passed = {
      'x-ratelimit-limit-requests': '5000',
      'x-ratelimit-remaining-tokens': '39999',
      'x-ratelimit-reset-tokens': '1.5s',
      'openai-version': '2020-10-01',
    };
    const kept = {
      'openai-organization': 'org-x',
      'set-cookie': 'a=b',
      'x-request-id': 'req_theirs',
      server: 'x',
    };
    provider((reply, request) => {
      const text = `Dear ${tokensIn(request)[0]}`;
      reply.json(200, completion([saying(text)]), { ...passed, ...kept, 'x-ratelimit-reset-requests': text });
    });
    const { response } = await openai().chat.completions.create(ask(PROMPT)).withResponse();
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject(passed);
    for (const name of ['openai-organization', 'set-cookie', 'server', 'x-ratelimit-reset-requests'])
      expect(headers).not.toHaveProperty(name);
    expect(headers['x-request-id']).not.toBe('req_theirs');
  });

  test('a token that max_tokens cut is never guessed', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      reply.json(200, completion([{ ...saying(`It is ${name.slice(0, -1)}`), finish_reason: 'length' }]));
    });
    const { choices } = await openai().chat.completions.create(ask(PROMPT));
    const token = tokensIn(raw()[0]!)[0]!;
    expect(choices[0]?.message.content).toBe(`It is ${token.slice(0, -1)}`);
  });

  test('E8: three choices, each restored', async () => {
    provider((reply, request) => {
      const [name] = tokensIn(request);
      reply.json(200, completion([2, 0, 1].map((index) => saying(`${index}: ${name}`, {}, index))));
    });
    const { choices } = await openai().chat.completions.create({ ...ask(PROMPT), n: 3 });
    expect(choices.map(({ message }) => message.content)).toEqual(
      [2, 0, 1].map((n) => `${n}: Maria Gonzalez`),
    );
    expect(sent()[0]?.['n']).toBe(3);
  });

  test('A5: tool calls, legacy function calls and custom tools get their values, escaped where it is JSON', async () => {
    provider((reply, request) => {
      const [name] = tokensIn(request);
      const call = functionCall(
        'call_1',
        'find_patient',
        `{"name":"${name}","inner":"{\\"n\\":\\"${name}\\"}"}`,
      );
      const custom = { id: 'call_2', type: 'custom', custom: { name: 'note', input: `see ${name}` } };
      const choice = calling(call, custom);
      const legacy = { name: 'find_patient', arguments: `{"name":"${name}"}` };
      reply.json(200, completion([choice, { ...saying(null, { function_call: legacy }, 1) }]));
    });
    const { choices } = await openai().chat.completions.create(ask(`Find ${AWKWARD}`));
    const [call, custom] = choices[0]!.message.tool_calls!;
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({
      name: AWKWARD,
      inner: JSON.stringify({ n: AWKWARD }),
    });
    expect(custom).toEqual({
      id: 'call_2',
      type: 'custom',
      custom: { name: 'note', input: `see ${AWKWARD}` },
    });
    const legacy: unknown = choices[1]?.message;
    expect(legacy).toHaveProperty('function_call.arguments', JSON.stringify({ name: AWKWARD }));
  });
});

describe('A4: structured output', () => {
  test('json_object: a value with quotes, a backslash and a newline leaves the document whole', async () => {
    provider(echo(([name]) => `{"name": "${name}", "list": ["${name}"]}`));
    const { choices } = await openai().chat.completions.create({
      ...ask(`Give JSON about ${AWKWARD}`),
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(choices[0]!.message.content!)).toEqual({ name: AWKWARD, list: [AWKWARD] });
    expect(sent()[0]?.['response_format']).toEqual({ type: 'json_object' });
  });

  test('json_schema: the parse helper gives the object, and the schema reaches the provider as it is', async () => {
    const letter = z.object({ patient: z.string(), visits: z.array(z.string()) });
    provider(echo(([name]) => `{"patient":"${name}","visits":["${name} came"]}`));
    const format = zodResponseFormat(letter, 'letter');
    const { choices } = await openai().chat.completions.parse({
      ...ask(`A letter for ${AWKWARD}`),
      response_format: format,
    });
    expect(choices[0]?.message.parsed).toEqual({ patient: AWKWARD, visits: [`${AWKWARD} came`] });
    expect(sent()[0]?.['response_format']).toEqual(JSON.parse(JSON.stringify(format)));
  });

  test('PHI in the prose and the enums of a schema is tokenised there and comes back', async () => {
    provider((reply, request) => {
      const text = JSON.stringify(sentBody(request)['response_format']);
      const enumerated = /"enum":\["(\w+)"\]/.exec(text)?.[1];
      reply.json(200, completion([saying(`{"who":"${enumerated}"}`)]));
    });
    const schema = {
      type: 'object',
      description: 'About patient Maria Gonzalez.',
      properties: { who: { type: 'string', enum: ['maria.gonzalez@example.com'] } },
    };
    const { choices } = await openai().chat.completions.create({
      ...ask('Who?'),
      response_format: { type: 'json_schema', json_schema: { name: 'who', schema } },
    });
    expect(JSON.parse(choices[0]!.message.content!)).toEqual({ who: 'maria.gonzalez@example.com' });
    expect(raw()[0]?.body).not.toMatch(/Maria|Gonzalez|example\.com/);
  });
});

describe('what the provider gets', () => {
  test('A2, A3, A7, E3: every role and parameter, also ones not invented yet, without change', async () => {
    provider(echo(() => 'Fine.'));
    const given = {
      temperature: 0.3,
      top_p: 0.9,
      presence_penalty: -0.5,
      frequency_penalty: 1.5,
      max_tokens: 64,
      seed: 7,
      stop: ['END', '\n\n', '###'],
      logprobs: true,
      top_logprobs: 2,
      logit_bias: { '50256': -100 },
      parallel_tool_calls: false,
      reasoning_effort: 'low',
      service_tier: 'auto',
      future_option: { level: 3, names: ['alpha', null, true], deep: { ratio: 0.25 } },
    } as const;
    const messages = [
      { role: 'developer', content: 'Be brief.' },
      { role: 'system', content: [{ type: 'text', text: 'Be kind.' }] },
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hello. How can I help?' },
      { role: 'user', content: [{ type: 'text', text: 'What is asthma?' }] },
    ] as const;
    await gateway().post({ model: MODEL, messages, ...given });
    expect(sent()).toEqual([{ model: MODEL, messages, ...given, store: false }]);
  });

  test.each([['END'], [['END', 'STOP']], [null]])('E3: stop as %j', async (stop) => {
    provider(echo(() => 'Fine.'));
    await openai().chat.completions.create({ ...ask('Hello'), stop });
    expect(sent()[0]?.['stop']).toEqual(stop);
  });

  test('A10: store is false whatever was asked, metadata stays here, and who the user is becomes a hash', async () => {
    provider(echo(() => 'Fine.'));
    const identities = {
      user: 'maria.gonzalez@example.com',
      safety_identifier: 'patient-4471829',
      prompt_cache_key: 'ward 7, bed 2',
    };
    const body = { ...ask('Hello'), ...identities, store: true, metadata: { patient: 'Maria Gonzalez' } };
    await openai().chat.completions.create(body);
    await openai().chat.completions.create(body);
    const [first, second] = sent();
    expect(first).toMatchObject({ store: false });
    expect(first).not.toHaveProperty('metadata');
    for (const field of Object.keys(identities)) expect(first?.[field]).toMatch(/^hw_[0-9a-f]{32}$/);
    expect(second).toEqual(first);
    expect(raw()[0]?.body).not.toMatch(/Maria|Gonzalez|example|4471829|ward 7/);
  });

  test('E1: our key at the provider, none of the caller’s headers, query or path', async () => {
    provider(echo(() => 'Fine.'));
    await openai({ organization: 'org-maria', project: 'proj-maria' }).chat.completions.create(ask('Hello'), {
      headers: { 'x-codex-turn-metadata': 'Maria Gonzalez', cookie: 'session=maria' },
      query: { patient: 'Maria Gonzalez' },
    });
    const [request] = raw();
    expect(request?.url).toBe('/v1/chat/completions');
    expect(request?.headers.authorization).toBe(`Bearer ${PROVIDER_KEY}`);
    expect(JSON.stringify(request?.headers)).not.toMatch(/maria|hwk_|stainless/i);
  });

  test.each([
    ['of its own', [], 0],
    ['after the caller’s own', [{ role: 'system', content: 'Be brief.' }], 0],
    ['as a part of the caller’s', [{ role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] }], 0],
  ])('with tokens one instruction more: %s', async (_, before, place) => {
    provider(echo(() => 'Fine.'));
    await gateway().post({ model: MODEL, messages: [...before, { role: 'user', content: PROMPT }] });
    const { messages } = sent()[0]!;
    expect(messages).toHaveLength(2);
    const text = JSON.stringify(messages[place]?.content);
    expect(text).toContain('copy them character by character');
    expect(text.includes('Be brief.')).toBe(before.length > 0);
  });

  test('tool definitions: prose is scrubbed, names and shapes stay', async () => {
    provider(echo(() => 'Fine.'));
    const tool = (description: string) => ({
      type: 'function' as const,
      function: {
        name: 'find_patient',
        description,
        strict: true,
        parameters: {
          type: 'object',
          properties: { name: { type: 'string', description } },
          required: ['name'],
          additionalProperties: false,
        },
      },
    });
    await openai().chat.completions.create({
      ...ask(PROMPT),
      tools: [tool('Finds people such as Maria Gonzalez.')],
      tool_choice: { type: 'function', function: { name: 'find_patient' } },
    });
    const [name] = tokensIn(raw()[0]!);
    expect(sent()[0]?.['tools']).toEqual([tool(`Finds people such as ${name}.`)]);
    expect(sent()[0]?.['tool_choice']).toEqual({ type: 'function', function: { name: 'find_patient' } });
  });
});
