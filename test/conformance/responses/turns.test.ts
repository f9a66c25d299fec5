import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { OTHER_CLINIC } from '../../support/identities.ts';
import { collected, tokensOf } from '../../support/openai-wire.ts';
import {
  answering,
  customCall,
  functionCall,
  message,
  respondWith,
  response,
  sentResponsesBody,
  text,
  tokensInInput,
} from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';
import { serveGateway } from '../../support/served-gateway.ts';

/** A value that breaks JSON wherever it is put back without care. */
const AWKWARD = 'Ana "Nan" Ruiz\\Ortega\nc/o Café 🏥';

const { gateway, openai, provider, raw, event } = serveGateway({ alsoPhi: [['NAME', AWKWARD]] });

const MODEL = 'gpt-5.4-mini';
const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const asked = () => raw().map(sentResponsesBody);
const inputOf = (turn: number) => asked().at(turn)!.input;
const contents = (turn: number): unknown[] => inputOf(turn).map(({ content, output }) => content ?? output);

type Input = OpenAI.Responses.ResponseInput | string;
type Output = readonly OpenAI.Responses.ResponseOutputItem[];
type Options = Omit<OpenAI.Responses.ResponseCreateParamsStreaming, 'stream' | 'model' | 'input'>;

/** Turns of one talk: each goes on from the one before it. */
interface Talk {
  say(input: Input, options?: Options): Promise<OpenAI.Responses.Response>;
}

const endOf = (events: readonly OpenAI.Responses.ResponseStreamEvent[]): OpenAI.Responses.Response => {
  const last = events.at(-1);
  if (last?.type !== 'response.completed') throw new Error('no proper end');
  return last.response;
};

const ask = async (input: Input, stream: boolean, options: Options): Promise<OpenAI.Responses.Response> => {
  const body = { model: MODEL, input, ...options };
  return stream
    ? endOf(await collected(await openai().responses.create({ ...body, stream: true })))
    : await openai().responses.create({ ...body, stream: false });
};

const byPrevious = (stream: boolean): Talk => {
  let previous: string | undefined;
  return {
    async say(input, options = {}) {
      const more = previous === undefined ? {} : { previous_response_id: previous };
      const answer = await ask(input, stream, { ...more, ...options });
      previous = answer.id;
      return answer;
    },
  };
};

const byConversation = (stream: boolean): Talk => {
  let conversation: string | undefined;
  return {
    async say(input, options = {}) {
      conversation ??= (await openai().conversations.create()).id;
      return ask(input, stream, { conversation, ...options });
    },
  };
};

/** Resends everything itself, as `store: false` wants it. */
const byHand = (stream: boolean): Talk => {
  const history: OpenAI.Responses.ResponseInput = [];
  return {
    async say(input, options = {}) {
      history.push(...(typeof input === 'string' ? [{ role: 'user' as const, content: input }] : input));
      const answer = await ask(history, stream, { store: false, ...options });
      history.push(...(answer.output as OpenAI.Responses.ResponseInput));
      return answer;
    },
  };
};

const WAYS: readonly (readonly [string, (stream: boolean) => Talk])[] = [
  ['previous_response_id', byPrevious],
  ['conversation', byConversation],
  ['the client’s own history', byHand],
];

const textsOf = (output: Output): string =>
  output
    .flatMap((item) => (item.type === 'message' ? item.content : []))
    .map((part) => (part.type === 'output_text' ? part.text : ''))
    .join('');

describe.each(WAYS)('B6: turns by %s', (_, begin) => {
  describe.each([false, true])('stream: %s', (stream) => {
    test('a value has one token in all turns; nothing of it ever leaves', async () => {
      const talk = begin(stream);
      provider((reply, request, turn) => {
        const [name, id] = tokensInInput(request);
        respondWith(reply, request, response([message(`msg_${turn}`, text(`${turn}: ${name} ${id}`))]));
      });
      const answers = [];
      answers.push(await talk.say(PROMPT));
      for (let turn = 1; turn < 9; turn += 1) answers.push(await talk.say(`And in week ${turn + 1}?`));
      answers.push(await talk.say('Is it Maria Gonzalez or Gonzalez, 123-45-6789?'));
      expect(answers.map(({ output }) => textsOf(output))).toEqual(
        answers.map((_answer, turn) => `${turn}: Maria Gonzalez 123-45-6789`),
      );
      const [name = '', id = ''] = tokensInInput(raw()[0]!);
      const [again, part, number] = tokensOf(JSON.stringify(inputOf(9).at(-1)));
      expect([again, number]).toEqual([name, id]);
      expect(part).toMatch(/^NAME_\w{6}$/);
      expect(part).not.toBe(name);
      expect(contents(9)[0]).toBe(`Patient ${name}, SSN ${id}, needs a letter.`);
      for (const { body } of raw()) expect(body).not.toMatch(/Maria|Gonzalez|123-45/);
    });

    test('a bare surname of the first turn is found in the third, where nothing says that it is a name', async () => {
      const talk = begin(stream);
      provider((reply, request, turn) => {
        const tokens = tokensInInput(request);
        respondWith(reply, request, response([message(`msg_${turn}`, text(`So ${tokens.at(-1)}?`))]));
      });
      await talk.say('Patient Desmond Okafor has asthma.');
      await talk.say('What helps?');
      const third = await talk.say('okafor didn’t like it, and 0kafor is no word.');
      expect(textsOf(third.output)).toBe('So okafor?');
      expect(JSON.stringify(asked())).not.toMatch(/Desmond|\bOkafor/i);
      expect(JSON.stringify(inputOf(2))).toContain('0kafor is no word');
    });

    test('A5, B6: tools, two at once: values in their arguments, none in their results’ way out', async () => {
      const talk = begin(stream);
      const TOOLS: OpenAI.Responses.Tool[] = [
        {
          ...{ type: 'function', name: 'find_patient', strict: false },
          parameters: { type: 'object', properties: { name: { type: 'string' } } },
        },
        { type: 'custom', name: 'note' },
      ];
      provider((reply, request, turn) => {
        const tokens = tokensInInput(request);
        const [name] = tokens;
        const outputs = [
          [
            functionCall('fc_1', 'call_1', 'find_patient', `{"name":"${name}","deep":{"of":["${name}"]}}`),
            customCall('ctc_1', 'call_2', 'note', `* ${name}`),
          ],
          [functionCall('fc_2', 'call_3', 'find_patient', `{"mail":"${tokens.at(-1)}"}`)],
          [message('msg_3', text(`${name}: ${tokens.join(' ')}`))],
        ];
        respondWith(reply, request, response(outputs[turn]!));
      });
      const first = await talk.say(`Find ${AWKWARD}`, { tools: TOOLS });
      const [find, note] = first.output;
      expect(find).toMatchObject({ type: 'function_call', call_id: 'call_1', id: 'fc_1' });
      expect(JSON.parse((find as OpenAI.Responses.ResponseFunctionToolCall).arguments)).toEqual({
        name: AWKWARD,
        deep: { of: [AWKWARD] },
      });
      expect(note).toMatchObject({ type: 'custom_tool_call', call_id: 'call_2', input: `* ${AWKWARD}` });
      const found = JSON.stringify({
        who: AWKWARD,
        seen_by: 'Dr. Helen Brooks',
        mail: 'ana.ruiz@example.com',
      });
      const second = await talk.say(
        [
          { type: 'function_call_output', call_id: 'call_1', output: found },
          { type: 'custom_tool_call_output', call_id: 'call_2', output: `noted for ${AWKWARD}` },
        ],
        { tools: TOOLS },
      );
      const [again] = second.output as OpenAI.Responses.ResponseFunctionToolCall[];
      expect(JSON.parse(again!.arguments)).toEqual({ mail: 'ana.ruiz@example.com' });
      const third = await talk.say(
        [
          {
            type: 'function_call_output',
            call_id: 'call_3',
            output: [{ type: 'input_text', text: 'Helen Brooks' }],
          },
        ],
        { tools: TOOLS },
      );
      expect(textsOf(third.output)).toContain('ana.ruiz@example.com');
      expect(textsOf(third.output)).toContain('Helen Brooks');
      for (const { body } of raw()) {
        expect(body).not.toMatch(/Nan|Ruiz|Café|Helen|Brooks|example\.com/);
      }
      const [name = ''] = tokensInInput(raw()[0]!);
      expect(inputOf(2)).toMatchObject([
        { type: 'message', role: 'user' },
        {
          type: 'function_call',
          call_id: 'call_1',
          arguments: `{"name":"${name}","deep":{"of":["${name}"]}}`,
        },
        { type: 'custom_tool_call', call_id: 'call_2', input: `* ${name}` },
        { type: 'function_call_output', call_id: 'call_1', output: expect.stringContaining(name) as string },
        { type: 'custom_tool_call_output', call_id: 'call_2', output: `noted for ${name}` },
        { type: 'function_call', call_id: 'call_3' },
        { type: 'function_call_output', call_id: 'call_3' },
      ]);
      expect(await event('closed')).toMatchObject({ outcome: 'completed', toolCalls: 0 });
    });
  });
});

describe('what a later turn takes over', () => {
  const count: Respond = (reply, request, turn) =>
    respondWith(reply, request, response([message(`msg_${turn}`, text(`Answer ${turn}.`))]));

  test('no instructions, tools or settings: each turn says its own', async () => {
    provider(count);
    const talk = byPrevious(false);
    await talk.say('Hello', { instructions: 'Be brief.', temperature: 0.2, metadata: { run: '1' } });
    const second = await talk.say('Go on', { instructions: 'Be long.' });
    const third = await talk.say('Go on');
    expect([second.instructions, third.instructions]).toEqual(['Be long.', null]);
    expect(asked()[1]).toMatchObject({ instructions: 'Be long.' });
    for (const field of ['instructions', 'temperature', 'metadata'])
      expect(asked()[2]).not.toHaveProperty(field);
    expect(contents(2)).toMatchObject([
      'Hello',
      [{ text: 'Answer 0.' }],
      'Go on',
      [{ text: 'Answer 1.' }],
      'Go on',
    ]);
  });

  test('two turns may go on from the same one, and neither sees the other', async () => {
    provider(count);
    const { id } = await ask('Hello', false, {});
    const [left, right] = await Promise.all(
      ['Left.', 'Right.'].map((side) => ask(side, false, { previous_response_id: id })),
    );
    await ask('And?', false, { previous_response_id: left!.id });
    expect(JSON.stringify(inputOf(-1))).toContain('Left.');
    expect(JSON.stringify(inputOf(-1))).not.toContain('Right.');
    expect(right!.previous_response_id).toBe(id);
  });

  test('items that are named by their ids, without an id of the turn that they are of', async () => {
    provider((reply, request, turn) => {
      const [name] = tokensInInput(request);
      respondWith(reply, request, response([message(`msg_own_${turn}`, text(`It is ${name}.`))]));
    });
    await ask(PROMPT, false, {});
    const second = await ask(
      [
        { type: 'item_reference', id: 'msg_own_0' },
        { role: 'user', content: 'Who?' },
      ],
      false,
      {},
    );
    expect(second.output_text).toBe('It is Maria Gonzalez.');
    expect(inputOf(1)).toMatchObject([
      {
        type: 'message',
        role: 'assistant',
        content: [{ text: expect.stringMatching(/^It is NAME_\w{6}\.$/) as string }],
      },
      { type: 'message', role: 'user', content: 'Who?' },
    ]);
    await expect(ask([{ type: 'item_reference', id: 'msg_of_nobody' }], false, {})).rejects.toMatchObject({
      status: 404,
      code: 'not_found',
      param: 'input',
    });
  });

  test('a session that the client names later changes nothing: the tokens of the chain go on', async () => {
    provider((reply, request, turn) => {
      const [name] = tokensInInput(request);
      respondWith(reply, request, response([message(`msg_${turn}`, text(`It is ${name}.`))]));
    });
    const first = await openai().responses.create(
      { model: MODEL, input: PROMPT },
      { headers: { 'x-hawthorn-session': 'visit 1' } },
    );
    const second = await openai().responses.create(
      { model: MODEL, input: 'Maria Gonzalez?', previous_response_id: first.id },
      { headers: { 'x-hawthorn-session': 'visit 2' } },
    );
    expect(second.output_text).toBe('It is Maria Gonzalez.');
    expect(tokensInInput(raw()[1]!)).toEqual(tokensInInput(raw()[0]!));
  });
});

describe('what a turn can’t go on from', () => {
  const PREVIOUS = {
    ...{ status: 400, type: 'invalid_request_error', code: 'previous_response_not_found' },
    param: 'previous_response_id',
  };

  test.each(['resp_of_nobody', `resp_${'0'.repeat(32)}`, '../keys', ''])('the response %j', async (id) => {
    provider(answering(() => 'Fine.'));
    await expect(ask('Hello', false, { previous_response_id: id })).rejects.toMatchObject(PREVIOUS);
    expect(raw()).toEqual([]);
  });

  test.each(['conv_of_nobody', `conv_${'0'.repeat(32)}`])('the conversation %j', async (conversation) => {
    provider(answering(() => 'Fine.'));
    await expect(ask('Hello', false, { conversation })).rejects.toMatchObject({
      ...{ status: 404, code: 'not_found', param: 'conversation' },
    });
    expect(raw()).toEqual([]);
  });

  test('a response that was not stored', async () => {
    provider(answering(() => 'Fine.'));
    const { id } = await ask('Hello', false, { store: false });
    await expect(ask('Go on', false, { previous_response_id: id })).rejects.toMatchObject(PREVIOUS);
  });

  test('another tenant’s response, conversation or item', async () => {
    provider((reply, request) =>
      respondWith(reply, request, response([message('msg_theirs', text('Fine.'))])),
    );
    const { id } = await ask(PROMPT, false, {});
    const { id: conversation } = await openai().conversations.create();
    const key = await gateway().issue({ tenant: OTHER_CLINIC });
    const other = openai({ apiKey: key }).responses;
    const before = raw().length;
    await expect(
      other.create({ model: MODEL, input: 'Go on', previous_response_id: id }),
    ).rejects.toMatchObject(PREVIOUS);
    await expect(other.create({ model: MODEL, input: 'Go on', conversation })).rejects.toMatchObject({
      status: 404,
    });
    await expect(
      other.create({ model: MODEL, input: [{ type: 'item_reference', id: 'msg_theirs' }] }),
    ).rejects.toMatchObject({ status: 404 });
    expect(raw().length).toBe(before);
  });

  test('a response and a conversation at once', async () => {
    provider(answering(() => 'Fine.'));
    const { id } = await ask('Hello', false, {});
    const { id: conversation } = await openai().conversations.create();
    await expect(ask('Hello', false, { previous_response_id: id, conversation })).rejects.toMatchObject({
      ...{ status: 400, code: 'bad_request', param: 'previous_response_id' },
    });
  });
});
