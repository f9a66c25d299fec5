import { describe, expect, test } from 'vitest';
import { PROVIDER_KEY } from '../../support/gateway.ts';
import { tokensOf } from '../../support/openai-wire.ts';
import {
  answering,
  customCall,
  functionCall,
  message,
  reasoning,
  refusal,
  response,
  sentResponsesBody,
  text,
  tokensAsked,
} from '../../support/responses-wire.ts';
import { serveGateway } from '../../support/served-gateway.ts';

/** A value that breaks JSON wherever it is put back without care. */
const AWKWARD = 'Ana "Nan" Ruiz\\Ortega\nc/o Café 🏥';

const { gateway, openai, provider, raw } = serveGateway({ alsoPhi: [['NAME', AWKWARD]] });

const MODEL = 'gpt-5.4-mini';
const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const OUR_ID = /^resp_[0-9a-f]{32}$/;
const asked = () => raw().map(sentResponsesBody);
const post = (body: unknown, headers = {}): Promise<Response> =>
  gateway().post(body, headers, '/v1/responses');

describe('the answer', () => {
  test('B1, B6: is OpenAI’s but for its id and store, unknown fields included, with the values in their places', async () => {
    provider((reply, request) => {
      const [name, id] = tokensAsked(request);
      const said = text(`${name} (${id}) may go. ${name}!`, { x_note: `about ${name}` });
      reply.json(200, response([message('msg_1', said)], { x_new: { seen: [`${name}`], at: null } }));
    });
    const { data, response: http } = await openai()
      .responses.create({ model: MODEL, input: PROMPT })
      .withResponse();
    const words = 'Maria Gonzalez (123-45-6789) may go. Maria Gonzalez!';
    expect(data).toEqual({
      ...response([message('msg_1', text(words, { x_note: 'about Maria Gonzalez' }))]),
      id: expect.stringMatching(OUR_ID) as string,
      ...{ store: true, conversation: null, output_text: words },
      x_new: { seen: ['Maria Gonzalez'], at: null },
    });
    expect(raw()[0]?.url).toBe('/v1/responses');
    expect(raw()[0]?.body).not.toMatch(/Maria|Gonzalez|123-45-6789/);
    expect(http.headers.get('content-type')).toContain('application/json');
    expect(http.headers.get('x-request-id')).toBe(`req_${data.id.slice('resp_'.length)}`);
    expect(http.headers.get('openai-processing-ms')).toMatch(/^\d+$/);
    expect(http.headers.get('x-hawthorn-phi')).toBe('NAME=1, ID=1');
  });

  test('says that nothing was found, and then the model gets no instruction', async () => {
    provider(answering(() => 'Rest.'));
    const { data, response: http } = await openai()
      .responses.create({ model: MODEL, input: 'What helps against a cold?', store: false })
      .withResponse();
    expect(data.output_text).toBe('Rest.');
    expect(http.headers.get('x-hawthorn-phi')).toBe('none');
    expect(asked()).toEqual([
      {
        model: MODEL,
        input: [{ type: 'message', role: 'user', content: 'What helps against a cold?' }],
        store: false,
      },
    ]);
  });

  test('items of many kinds, each text restored in its own way, each id as it came', async () => {
    const items = (name: string, inJson: string) => [
      reasoning('rs_1', `Who is ${name}?`),
      message('msg_1', text(`Dear ${name},`), refusal(`no more about ${name}.`)),
      functionCall('fc_1', 'call_1', 'find', `{"name":"${inJson}"}`),
      customCall('ctc_1', 'call_2', 'note', `see ${name}`),
      { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: name } },
      {
        ...{ id: 'ci_1', type: 'code_interpreter_call', status: 'completed', container_id: 'cntr_1' },
        ...{ code: `# ${name}`, outputs: [{ type: 'logs', logs: name }] },
      },
      { id: 'ap_1', type: 'a_kind_not_invented_yet', note: { of: [name] }, call_id: 'call_3' },
    ];
    provider(answering(([name = '']) => items(name, name)));
    const { output, output_text } = await openai().responses.create({
      model: MODEL,
      input: `Write to ${AWKWARD}`,
    });
    expect(output).toEqual(items(AWKWARD, JSON.stringify(AWKWARD).slice(1, -1)));
    expect(output_text).toBe(`Dear ${AWKWARD},`);
    expect(JSON.parse((output[2] as { arguments: string }).arguments)).toEqual({ name: AWKWARD });
  });

  test('tokens come back however a model spells them in case and Markdown, and beside emoji', async () => {
    provider(
      answering(
        ([name = '', id = '']) =>
          `**${name.toLowerCase()}** 🏥${name.replace('_', '\\_')}🏥 \`${id}\`s, not ${name.slice(0, -1)}`,
      ),
    );
    const prompt = '👩🏽‍⚕️ é Patient Maria Gonzalez, SSN 123-45-6789 🏥';
    const { output_text } = await openai().responses.create({ model: MODEL, input: prompt });
    const [name = '', id] = tokensAsked(raw()[0]!);
    expect(output_text).toBe(
      `**Maria Gonzalez** 🏥Maria Gonzalez🏥 \`123-45-6789\`s, not ${name.slice(0, -1)}`,
    );
    expect(asked()[0]?.input.at(-1)?.['content']).toBe(`👩🏽‍⚕️ é Patient ${name}, SSN ${id} 🏥`);
  });

  test('annotations point to the same words as before, and their own texts are restored', async () => {
    const said = (name: string) => `See ${name} and ${name}’s file [1].`;
    const cite = (name: string) => {
      const start_index = said(name).indexOf('[1]');
      return {
        ...{ type: 'url_citation', title: `On ${name}`, start_index, end_index: start_index + 3 },
        url: `https://example.org/?q=${name.replaceAll(' ', '%20')}`,
      };
    };
    provider(answering(([name = '']) => [message('msg_1', text(said(name), { annotations: [cite(name)] }))]));
    const { output } = await openai().responses.create({ model: MODEL, input: PROMPT });
    const name = 'Maria Gonzalez';
    expect(output).toEqual([message('msg_1', text(said(name), { annotations: [cite(name)] }))]);
  });

  test('log probabilities spell the restored text', async () => {
    const entry = (token: string) => ({
      token,
      logprob: -0.5,
      bytes: [...Buffer.from(token)],
      top_logprobs: [],
    });
    provider(
      answering(([name = '']) => {
        const pieces = ['Dear', ' ', name.slice(0, 3), name.slice(3), '!'];
        return [message('msg_1', text(pieces.join(''), { logprobs: pieces.map(entry) }))];
      }),
    );
    const { output } = await openai().responses.create({
      ...{ model: MODEL, input: PROMPT, include: ['message.output_text.logprobs'], top_logprobs: 0 },
    });
    expect(output[0]).toMatchObject({
      content: [
        {
          text: 'Dear Maria Gonzalez!',
          logprobs: [entry('Dear'), entry(' '), { ...entry('Maria Gonzalez'), logprob: -1 }, entry('!')],
        },
      ],
    });
  });

  test('that broke off says why, and its last token is never guessed', async () => {
    provider(
      answering(([name = '']) => `It is ${name.slice(0, -1)}`, {
        ...{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      }),
    );
    const answer = await openai().responses.create({ model: MODEL, input: PROMPT, max_output_tokens: 16 });
    expect(answer).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    expect(answer.output_text).toBe(`It is ${tokensAsked(raw()[0]!)[0]!.slice(0, -1)}`);
  });

  test('that failed keeps its code, and none of the provider’s words, which may quote the prompt', async () => {
    provider(
      answering(() => [], {
        status: 'failed',
        error: { code: 'rate_limit_exceeded', message: 'Quillfeather of 12 Bramble Lane is too ill.' },
      }),
    );
    const answer = await openai().responses.create({ model: MODEL, input: PROMPT });
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'rate_limit_exceeded' } });
    expect(answer.error?.message).toMatch(/^[A-Z].+\.$/);
    expect(JSON.stringify(answer)).not.toMatch(/Quillfeather|Bramble/);
  });

  test('of the provider’s headers a closed set comes through', async () => {
    const passed = { 'x-ratelimit-limit-requests': '5000', 'openai-version': '2020-10-01' };
    const kept = { 'openai-organization': 'org-x', 'set-cookie': 'a=b', 'x-request-id': 'req_theirs' };
    provider((reply, request) => {
      const hidden = { 'x-ratelimit-reset-requests': `${tokensAsked(request)[0]}` };
      reply.json(200, response([]), { ...passed, ...kept, ...hidden });
    });
    const { response: http } = await openai()
      .responses.create({ model: MODEL, input: PROMPT })
      .withResponse();
    const headers = Object.fromEntries(http.headers);
    expect(headers).toMatchObject(passed);
    for (const name of ['openai-organization', 'set-cookie', 'x-ratelimit-reset-requests'])
      expect(headers).not.toHaveProperty(name);
    expect(headers['x-request-id']).toMatch(/^req_[0-9a-f]{32}$/);
  });
});

describe('what the provider gets', () => {
  test('B1: items of many kinds, without a trace of what they hold', async () => {
    provider(answering(() => 'Fine.'));
    const call = { call_id: 'call_1', name: 'find' };
    const note = { call_id: 'call_2', name: 'note' };
    const given = (name: string, mail: string) => [
      { type: 'message', role: 'developer', content: `Help ${name}.` },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: `I am ${name}.` }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: `Dear ${name}` }] },
      { type: 'function_call', ...call, arguments: JSON.stringify({ name, list: [{ mail }] }) },
      { type: 'function_call_output', call_id: 'call_1', output: JSON.stringify({ name, mail }) },
      { type: 'custom_tool_call', ...note, input: `look for ${name}` },
      { type: 'custom_tool_call_output', call_id: 'call_2', output: [{ type: 'input_text', text: mail }] },
      { type: 'shell_call', call_id: 'call_3', action: { commands: [`grep ${mail} *`] } },
      {
        ...{ type: 'shell_call_output', call_id: 'call_3' },
        output: [{ stdout: `It is ${name}.`, stderr: `No ${mail}`, outcome: { type: 'exit', exit_code: 0 } }],
      },
    ];
    const answer = await post({ model: MODEL, input: given('Maria Gonzalez', 'maria.gonzalez@example.com') });
    expect(answer.status).toBe(200);
    const [{ input }] = asked() as [ReturnType<typeof sentResponsesBody>];
    const [name = '', mail = ''] = tokensOf(JSON.stringify([input[1], input[6]]));
    expect(input).toEqual(given(name, mail));
    expect(raw()[0]?.body).not.toMatch(/Maria|Gonzalez|example\.com/i);
  });

  test('a type that was left out is filled in, and nothing else changes', async () => {
    provider(answering(() => 'Fine.'));
    await post({ model: MODEL, input: [{ role: 'user', content: 'Hello' }], store: false });
    expect(asked()[0]?.input).toEqual([{ type: 'message', role: 'user', content: 'Hello' }]);
  });

  test('B4: every parameter, also ones not invented yet, without change', async () => {
    provider(answering(() => 'Fine.'));
    const given = {
      ...{ temperature: 0.3, top_p: 0.9, max_output_tokens: 64, max_tool_calls: 3, top_logprobs: 2 },
      ...{ parallel_tool_calls: false, truncation: 'auto', service_tier: 'auto' },
      include: ['message.output_text.logprobs'],
      reasoning: { effort: 'low', summary: 'auto' },
      text: { verbosity: 'low', format: { type: 'json_object' } },
      prompt_cache_retention: '24h',
      future_option: { level: 3, names: ['alpha', null, true], deep: { ratio: 0.25 } },
    };
    const answer = await post({
      model: MODEL,
      input: 'Hello',
      store: false,
      instructions: 'Be brief.',
      ...given,
    });
    expect(answer.status).toBe(200);
    expect(asked()).toEqual([
      {
        model: MODEL,
        input: [{ type: 'message', role: 'user', content: 'Hello' }],
        instructions: 'Be brief.',
        store: false,
        ...given,
      },
    ]);
  });

  test('A10: nothing is to be kept there, whatever was asked', async () => {
    provider(answering(() => 'Fine.'));
    for (const store of [true, false, undefined]) {
      await openai().responses.create({
        model: MODEL,
        input: 'Hello',
        ...(store !== undefined && { store }),
      });
    }
    expect(asked().map(({ store }) => store)).toEqual([false, false, false]);
    for (const body of asked()) expect(body).not.toHaveProperty('background');
  });

  test('who the user is, as a hash that stays the same, and comes back as it was said', async () => {
    const identities = {
      user: 'maria.gonzalez@example.com',
      safety_identifier: 'patient-4471829',
      prompt_cache_key: 'ward 7, bed 2',
    };
    provider((reply, request) => {
      const { user, safety_identifier, prompt_cache_key } = sentResponsesBody(request);
      reply.json(200, response([], { user, safety_identifier, prompt_cache_key }));
    });
    const ask = { model: MODEL, input: 'Hello', ...identities };
    expect(await openai().responses.create(ask)).toMatchObject(identities);
    expect(await openai().responses.create(ask)).toMatchObject(identities);
    const [first, second] = asked();
    for (const field of Object.keys(identities)) expect(first?.[field]).toMatch(/^hw_[0-9a-f]{32}$/);
    expect(second).toEqual(first);
    expect(raw()[0]?.body).not.toMatch(/maria|gonzalez|example|4471829|ward 7/i);
  });

  test('E1: our key, and none of the caller’s headers, query or path', async () => {
    provider(answering(() => 'Fine.'));
    await openai({ organization: 'org-maria', project: 'proj-maria' }).responses.create(
      { model: MODEL, input: 'Hello' },
      {
        headers: { 'x-codex-turn-metadata': 'Maria Gonzalez', cookie: 'session=maria' },
        query: { patient: 'Maria Gonzalez' },
      },
    );
    const [request] = raw();
    expect(request?.url).toBe('/v1/responses');
    expect(request?.headers.authorization).toBe(`Bearer ${PROVIDER_KEY}`);
    expect(JSON.stringify(request?.headers)).not.toMatch(/maria|hwk_|stainless/i);
  });

  test.each([
    ['of its own', undefined, /^Some values/],
    [
      'after the caller’s own',
      'Be brief about Maria Gonzalez.',
      /^Be brief about NAME_\w{6}\.\n\nSome values/,
    ],
  ])('with tokens one instruction more: %s', async (_, instructions, begins) => {
    provider(answering(() => 'Fine.'));
    const ask = { model: MODEL, input: PROMPT, ...(instructions !== undefined && { instructions }) };
    const answer = await openai().responses.create(ask);
    expect(asked()[0]?.['instructions']).toMatch(begins);
    expect(asked()[0]?.['instructions']).toContain('character by character');
    expect(answer.instructions).toBe(instructions ?? null);
    expect(asked()[0]?.input).toHaveLength(1);
  });

  test('tool definitions: prose is scrubbed, names and shapes stay', async () => {
    provider(answering(() => 'Fine.'));
    const tools = (who: string) => [
      {
        ...{ type: 'function' as const, name: 'find_patient', strict: true },
        description: `Finds people such as ${who}.`,
        parameters: {
          type: 'object',
          properties: { name: { type: 'string', description: `Such as ${who}.` } },
          required: ['name'],
          additionalProperties: false,
        },
      },
      {
        type: 'custom' as const,
        name: 'note',
        description: `Notes on ${who}`,
        format: { type: 'text' as const },
      },
    ];
    const tool_choice = { type: 'function' as const, name: 'find_patient' };
    await openai().responses.create({
      model: MODEL,
      input: PROMPT,
      tools: tools('Maria Gonzalez'),
      tool_choice,
    });
    const [name = ''] = tokensAsked(raw()[0]!);
    expect(asked()[0]).toMatchObject({ tools: tools(name), tool_choice });
  });
});
