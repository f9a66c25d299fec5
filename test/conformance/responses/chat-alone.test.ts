import type OpenAI from 'openai';
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { CatalogueDefinition } from '../../../lambda/contract/catalogue-definition.ts';
import * as chat from '../../support/openai-wire.ts';
import { collected, echo, inPieces, sentBody, tokensIn, tokensOf } from '../../support/openai-wire.ts';
import * as wire from '../../support/responses-wire.ts';
import { type Respond, startScriptedProvider } from '../../support/scripted-provider.ts';
import { serveGateway } from '../../support/served-gateway.ts';

/** A value that breaks JSON wherever it is put back without care. */
const AWKWARD = 'Ana "Nan" Ruiz\\Ortega\nc/o Café 🏥';

let script: Respond = () => undefined;
let first = 0;
const model = await startScriptedProvider({
  respond: (reply, request, index) => script(reply, request, index - first),
});
afterAll(() => model.close());

const catalogue = (responses: boolean): CatalogueDefinition => ({
  providers: [{ name: 'own', baseUrl: model.baseUrl, auth: 'bearer', keySecret: 'openai', responses }],
  models: [{ id: 'ward-model', provider: 'own' }],
});

/** What a model says, in no wire’s words. */
interface Said {
  readonly thought?: string;
  readonly words?: string;
  readonly refused?: string;
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly args: string }[];
  readonly cut?: boolean;
}

type Say = (tokens: readonly string[], turn: number) => Said;

const inResponses =
  (say: Say): Respond =>
  (reply, request, turn) => {
    const {
      thought,
      words,
      refused,
      calls = [],
      cut,
    } = say(tokensOf(request.body.replace(/"instructions":"[^"]*"/, '')), turn);
    const output = [
      ...(thought === undefined ? [] : [wire.reasoning(`rs_${turn}`, thought)]),
      ...(words === undefined ? [] : [wire.message(`msg_${turn}`, wire.text(words))]),
      ...(refused === undefined ? [] : [wire.message(`msg_${turn}`, wire.refusal(refused))]),
      ...calls.map(({ id, name, args }) => wire.functionCall(`fc_${id}`, id, name, args)),
    ];
    const broken = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    wire.respondWith(reply, request, wire.response(output, cut === true ? broken : {}));
  };

const inChat =
  (say: Say): Respond =>
  (reply, request, turn) => {
    const spoken = sentBody(request).messages.filter(({ role }) => role !== 'system');
    const { thought, words, refused, calls = [], cut } = say(tokensOf(JSON.stringify(spoken)), turn);
    const reason = cut === true ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop';
    if (sentBody(request)['stream'] !== true) {
      const more = {
        ...(thought !== undefined && { reasoning_content: thought }),
        ...(refused !== undefined && { refusal: refused }),
        ...(calls.length > 0 && {
          tool_calls: calls.map(({ id, name, args }) => chat.functionCall(id, name, args)),
        }),
      };
      const choice = { ...chat.saying(words ?? null, more), finish_reason: reason };
      reply.json(200, chat.completion([choice]));
      return;
    }
    const deltas = [
      ...inPieces(thought ?? '', 5).map((reasoning_content) => chat.delta({ reasoning_content })),
      ...inPieces(words ?? '', 5).map((content) => chat.delta({ content })),
      ...inPieces(refused ?? '', 5).map((refusal) => chat.delta({ refusal })),
      ...calls.flatMap(({ id, name, args }, index) =>
        chat.callDeltas({ id, name }, inPieces(args, 5), index),
      ),
    ];
    reply.sse(...chat.streamOf(deltas, reason));
  };

const KINDS = [
  ['chat alone', false, inChat, '/v1/chat/completions'],
  ['the Responses API', true, inResponses, '/v1/responses'],
] as const;

/** The same client code, whatever the provider has. */
describe.each(KINDS)('a provider with %s', (_, responses, speak, path) => {
  const { openai } = serveGateway({
    alsoPhi: [['NAME', AWKWARD]],
    catalogue: () => catalogue(responses),
  });
  beforeEach(() => {
    first = model.requests.length;
  });
  const says = (say: Say): void => {
    script = speak(say);
  };
  const sent = () => model.requests.slice(first);
  const expectClean = (): void => {
    expect(sent().length).toBeGreaterThan(0);
    for (const { url, body } of sent()) {
      expect(url).toBe(path);
      expect(body).not.toMatch(/Maria|Gonzalez|123-45|Nan|Ruiz|example\.com/);
      expect(JSON.parse(body)).toMatchObject({ model: 'ward-model', store: false });
    }
  };
  const ask = (input: string) => ({ model: 'ward-model', input });
  const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';

  test('a text: plain, streamed, and read again', async () => {
    says(([name, id]) => ({ words: `Dear ${name} (${id}).` }));
    const plain = await openai().responses.create(ask(PROMPT));
    const streamed = await openai().responses.stream(ask(PROMPT)).finalResponse();
    for (const answer of [plain, streamed]) {
      expect(answer.output_text).toBe('Dear Maria Gonzalez (123-45-6789).');
      expect(answer).toMatchObject({
        ...{ object: 'response', status: 'completed', store: true, error: null, incomplete_details: null },
        usage: { input_tokens: 31, output_tokens: 12, total_tokens: 43 },
      });
    }
    expect(await openai().responses.retrieve(plain.id)).toEqual(plain);
    const again = openai().responses.stream({ response_id: streamed.id });
    expect((await again.finalResponse()).output_text).toBe(streamed.output_text);
    expectClean();
  });

  test('events in OpenAI’s order, the text as the model writes it', async () => {
    says(([name]) => ({ words: `Dear ${name}, how are you today?` }));
    const events = await collected(await openai().responses.create({ ...ask(PROMPT), stream: true }));
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()]);
    const types = events.map(({ type }) => type);
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
      ...['response.created', 'response.in_progress', 'response.output_item.added'],
      ...['response.content_part.added', 'response.output_text.delta', 'response.output_text.done'],
      ...['response.content_part.done', 'response.output_item.done', 'response.completed'],
    ]);
    const texts = events.flatMap((one) => (one.type === 'response.output_text.delta' ? [one.delta] : []));
    expect(texts.join('')).toBe('Dear Maria Gonzalez, how are you today?');
    expect(texts.filter((one) => one !== '').length).toBeGreaterThan(3);
  });

  test('structured output, whatever stands in the value', async () => {
    says(([name]) => ({ words: `{"patient":"${name}","ok":true}` }));
    const format = zodTextFormat(z.object({ patient: z.string(), ok: z.boolean() }), 'letter');
    const given = { ...ask(`Write to ${AWKWARD}`), text: { format } };
    const plain = await openai().responses.parse(given);
    const streamed = await openai().responses.stream(given).finalResponse();
    for (const { output_parsed } of [plain, streamed]) {
      expect(output_parsed).toEqual({ patient: AWKWARD, ok: true });
    }
    expect(plain.text?.format).toMatchObject({ type: 'json_schema', name: 'letter' });
    expectClean();
  });

  test('a refusal, thoughts, and an answer that broke off', async () => {
    says(([name]) => ({ refused: `No more about ${name}.` }));
    const refused = await openai().responses.create(ask(PROMPT));
    expect(refused.output[0]).toMatchObject({
      content: [{ type: 'refusal', refusal: 'No more about Maria Gonzalez.' }],
    });
    says(([name]) => ({ thought: `Who is ${name}?`, words: `It is ${name}`, cut: true }));
    for (const stream of [false, true]) {
      const cut = stream
        ? await openai().responses.stream(ask(PROMPT)).finalResponse()
        : await openai().responses.create(ask(PROMPT));
      expect(cut).toMatchObject({
        ...{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
        output_text: 'It is Maria Gonzalez',
      });
      expect(JSON.stringify(cut.output[0])).toContain('Who is Maria Gonzalez?');
    }
    expectClean();
  });

  test.each(['previous_response_id', 'conversation', 'neither'])(
    'an agent: calls two tools at once, goes on with their results by %s, plain and streamed in turn',
    async (how) => {
      const find = zodResponsesFunction({
        name: 'find_patient',
        parameters: z.object({ name: z.string() }),
      });
      says((tokens, turn) => {
        const args = JSON.stringify({ name: tokens[0] });
        if (turn > 1)
          return { words: `${tokens[0]} is at ${tokens.findLast((one) => one.startsWith('EMAIL'))}.` };
        const calls = ['a', 'b'].map((id) => ({ id: `call_${turn}${id}`, name: 'find_patient', args }));
        return { thought: 'Look.', calls: turn === 0 ? calls : calls.slice(0, 1) };
      });
      const conversation = how === 'conversation' ? (await openai().conversations.create()).id : undefined;
      const history: OpenAI.Responses.ResponseInput = [];
      let previous: string | undefined;
      const turn = async (input: OpenAI.Responses.ResponseInput, stream: boolean) => {
        history.push(...input);
        const body = {
          ...{ model: 'ward-model', tools: [find] },
          ...(how === 'neither' ? { input: [...history], store: false } : { input }),
          ...(conversation !== undefined && { conversation }),
          ...(how === 'previous_response_id' && previous !== undefined && { previous_response_id: previous }),
        };
        const answer = stream
          ? await openai().responses.stream(body).finalResponse()
          : await openai().responses.parse(body);
        previous = answer.id;
        history.push(...(answer.output as OpenAI.Responses.ResponseInput));
        return answer;
      };
      const results = (answer: OpenAI.Responses.Response, output: string): OpenAI.Responses.ResponseInput =>
        answer.output.flatMap((item) =>
          item.type === 'function_call'
            ? [{ type: 'function_call_output', call_id: item.call_id, output }]
            : [],
        );
      const one = await turn([{ role: 'user', content: `Find ${AWKWARD}` }], false);
      const called = one.output.filter(({ type }) => type === 'function_call');
      expect(called).toMatchObject([
        { call_id: 'call_0a', name: 'find_patient', parsed_arguments: { name: AWKWARD } },
        { call_id: 'call_0b', name: 'find_patient', parsed_arguments: { name: AWKWARD } },
      ]);
      const two = await turn(results(one, JSON.stringify({ who: AWKWARD })), true);
      const three = await turn(results(two, '{"mail":"ana.ruiz@example.com"}'), false);
      expect(three.output_text).toBe(`${AWKWARD} is at ana.ruiz@example.com.`);
      expectClean();
    },
  );

  test('every turn begins with the turn before it, to the letter', async () => {
    says((tokens, turn) => ({ words: `${turn}: ${tokens[0]}` }));
    let previous: string | undefined;
    for (let turn = 0; turn < 6; turn += 1) {
      const answer = await openai().responses.create({
        ...ask(turn === 0 ? PROMPT : `And in week ${turn}?`),
        ...(previous !== undefined && { previous_response_id: previous }),
      });
      expect(answer.output_text).toBe(`${turn}: Maria Gonzalez`);
      previous = answer.id;
    }
    const histories = sent().map(({ body }) => {
      const parsed = JSON.parse(body) as Record<string, unknown>;
      return JSON.stringify(parsed['messages'] ?? parsed['input']).slice(0, -1);
    });
    for (const history of histories) expect(histories.at(-1)?.startsWith(history)).toBe(true);
    expectClean();
  });
});

describe('chat’s own words for what was asked', () => {
  const { openai, gateway } = serveGateway({ catalogue: () => catalogue(false) });
  beforeEach(() => {
    first = model.requests.length;
    script = echo(([name]) => `Dear ${name}`);
  });

  test('parameters, limits, identities and the format', async () => {
    const limited = openai({ apiKey: await gateway().issue({ maxOutputTokens: 100 }) });
    const answer = await limited.responses.create({
      ...{ model: 'ward-model', input: 'Patient Maria Gonzalez', instructions: 'Be brief.' },
      safety_identifier: 'maria',
      ...{ temperature: 0.3, top_p: 0.9, max_output_tokens: 5_000, reasoning: { effort: 'low' } },
      ...{
        tools: [{ type: 'function', name: 'find', parameters: {}, strict: true }],
        parallel_tool_calls: false,
      },
      ...{ tool_choice: { type: 'function', name: 'find' }, metadata: { ward: 'Maria Gonzalez’s' } },
      text: { format: { type: 'json_object' }, verbosity: 'low' },
    });
    const body = sentBody(model.requests[first]!);
    const [name = ''] = tokensIn(model.requests[first]!);
    expect(body).toMatchObject({
      ...{ temperature: 0.3, top_p: 0.9, max_completion_tokens: 100, reasoning_effort: 'low', store: false },
      tools: [{ type: 'function', function: { name: 'find', parameters: {}, strict: true } }],
      ...{ tool_choice: { type: 'function', function: { name: 'find' } }, parallel_tool_calls: false },
      ...{ response_format: { type: 'json_object' }, verbosity: 'low' },
      safety_identifier: expect.stringMatching(/^hw_[0-9a-f]{32}$/) as string,
      messages: [
        { role: 'system', content: expect.stringMatching(/^Be brief\.\n\nSome values/) as string },
        { role: 'user', content: `Patient ${name}` },
      ],
    });
    for (const field of ['input', 'instructions', 'max_output_tokens', 'reasoning', 'text', 'include'])
      expect(body).not.toHaveProperty(field);
    expect(answer).toMatchObject({
      ...{ output_text: 'Dear Maria Gonzalez', instructions: 'Be brief.', temperature: 0.3 },
      safety_identifier: 'maria',
      ...{ metadata: { ward: 'Maria Gonzalez’s' }, tool_choice: { type: 'function', name: 'find' } },
      ...{ parallel_tool_calls: false, text: { format: { type: 'json_object' }, verbosity: 'low' } },
    });
  });

  test('log probabilities, asked for by include', async () => {
    script = (reply, request) => {
      const [name = ''] = tokensIn(request);
      const pieces = ['Dear ', name.slice(0, 5), name.slice(5)];
      const logprobs = { content: pieces.map((piece) => chat.logprob(piece)), refusal: null };
      reply.json(200, chat.completion([{ ...chat.saying(pieces.join('')), logprobs }]));
    };
    const { output } = await openai().responses.create({
      ...{ model: 'ward-model', input: 'Patient Maria Gonzalez' },
      include: ['message.output_text.logprobs'],
    });
    expect(sentBody(model.requests[first]!)).toMatchObject({ logprobs: true });
    expect(output[0]).toMatchObject({
      content: [{ text: 'Dear Maria Gonzalez', logprobs: [{ token: 'Dear ' }, { token: 'Maria Gonzalez' }] }],
    });
  });

  test.each([
    ['a hosted tool', { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] }, 'tools[0]'],
    ['a template', { prompt: { id: 'pmpt_1' } }, 'prompt'],
    [
      'an item that only OpenAI knows',
      {
        input: [
          { role: 'user', content: 'Hi' },
          { type: 'shell_call', call_id: 'c', action: { commands: ['ls'] } },
        ],
      },
      'input[1]',
    ],
  ])('refuses %s, with the field', async (_, body, param) => {
    const http = await gateway().post({ model: 'ward-model', input: 'Hi', ...body }, {}, '/v1/responses');
    expect(http.status).toBe(400);
    expect(await http.json()).toMatchObject({ error: { code: 'bad_request', param } });
    expect(model.requests.length).toBe(first);
  });
});
