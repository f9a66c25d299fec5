import { describe, expect, it } from 'vitest';
import { brokenBodies } from '../../support/broken-bodies.ts';
import { canary, sentencesOf } from '../../support/canaries.ts';
import { LABELLED_KINDS, LABELLED_NUMBERS, withLiteral } from '../../support/labelled-canaries.ts';
import { FIXED_SCHEMAS, mapRecord, nested, ODD_SCHEMAS, ODD_TEXTS } from '../../support/odd-texts.ts';
import { plantedAsks } from '../../support/planted-asks.ts';
import { answering as saying, sentResponsesBody } from '../../support/responses-wire.ts';
import { answerText, watchGateway } from '../../support/watched-gateway.ts';

const { askResponse, expectNotSent, expectNoTrace, gateway, provider, sent } = watchGateway();

type Make = (text: string) => object;

const base = (more: object): object => ({ model: 'gpt-5.4-mini', input: 'What is anemia?', ...more });
const prompt = (input: unknown): object => base({ input });
const items = (...input: readonly unknown[]): object => base({ input });
const user = (content: unknown, more: object = {}): object => items({ role: 'user', content, ...more });
const part = (text: unknown, more: object = {}): object => user([{ type: 'input_text', text, ...more }]);
const called = (args: unknown, more: object = {}): object =>
  items({ type: 'function_call', call_id: 'call_1', name: 'note', arguments: args, ...more });
const result = (output: unknown, more: object = {}): object =>
  items({ type: 'function_call_output', call_id: 'call_1', output, ...more });
const tool = (more: object): object => base({ tools: [more] });
const schema = (parameters: unknown): object =>
  tool({ type: 'function', name: 'note', parameters, strict: true });
const format = (own: unknown): object =>
  base({ text: { format: { type: 'json_schema', name: 'report', schema: own } } });
const chatFormat = (own: unknown): object =>
  base({ response_format: { type: 'json_schema', json_schema: { name: 'report', schema: own } } });
const filled = (variables: unknown): object => base({ prompt: { id: 'pmpt_1', variables } });

const each = (
  makes: Readonly<Record<string, (text: string) => unknown>>,
  where: string,
  say: (made: unknown) => object,
): Record<string, Make> =>
  Object.fromEntries(
    Object.entries(makes).map(([name, make]) => [`${name} ${where}`, (text: string) => say(make(text))]),
  );

// A schema of chat's that is no object is not translated.
const { 'a string for a schema': text, 'a list for a schema': list, ...objectSchemas } = ODD_SCHEMAS;
const otherSchemas = { 'a string for a schema': text!, 'a list for a schema': list! };

/** Requests of odd shapes, and what becomes of them. */
const SHAPES: Readonly<Record<'sent' | 'refused', Readonly<Record<string, Make>>>> = {
  sent: {
    ...each(ODD_TEXTS, 'as the prompt', prompt),
    ...each(ODD_TEXTS, 'in arguments', called),
    ...each(ODD_TEXTS, 'in the result of a tool', result),
    ...each(ODD_TEXTS, 'in a prompt variable', (text) => filled({ chart: text })),
    ...each(ODD_SCHEMAS, 'of a tool', schema),
    ...each(ODD_SCHEMAS, 'of the answer', format),
    ...each(objectSchemas, 'of the answer, as chat has it', chatFormat),
    'an object for a text': (text) => part({ a: [text] }),
    'an unknown field of a part': (text) => part('x', { cache: { a: text } }),
    'an unknown field of an item': (text) => user('x', { foo: { bar: [[text]] } }),
    'an object for the arguments': (text) => called({ note: [text] }),
    'a list for a refusal': (text) =>
      items({ type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: [text] }] }),
    'a part of chat': (text) => user([{ type: 'text', text }]),
    'the id of an item': (text) => user('x', { id: text }),
    'the id of a call': (text) => called('{}', { call_id: text }),
    'the id of a result': (text) => result('x', { call_id: text }),
    'a part for a prompt variable': (text) => filled({ chart: { type: 'input_text', text: [text] } }),
    'a string for the location': (text) => tool({ type: 'web_search', user_location: text }),
    'an unknown field of a tool': (text) => tool({ type: 'mcp', server_label: 'charts', hint: [text] }),
    'an unknown keyword of a format': (text) =>
      base({ text: { format: { type: 'json_schema', name: 'f', schema: {}, hint: [text] } } }),
    'an unknown setting of the text': (text) => base({ text: { tone: { like: text } } }),
    'an unknown setting of reasoning': (text) => base({ reasoning: { about: [text] } }),
    'an unknown parameter': (text) => base({ invented: text }),
    'an unknown parameter, deep': (text) => base({ invented: [[[{ a: { b: text } }]]] }),
    'JSON in JSON in an unknown parameter': (text) => base({ invented: { a: nested(text, 3) } }),
    'a tool inside of a tool inside of another': (text) =>
      tool({
        ...{ type: 'namespace', name: 'a', description: 'd' },
        tools: [{ type: 'custom', name: 'b', description: [text] }],
      }),
    'an offered tool in an item': (text) =>
      items({
        ...{ type: 'additional_tools', role: 'developer' },
        tools: [{ type: 'function', name: 'f', parameters: { title: text }, strict: null }],
      }),
  },
  refused: {
    ...each(FIXED_SCHEMAS, 'of a tool', schema),
    ...each(FIXED_SCHEMAS, 'of the answer', format),
    ...each(FIXED_SCHEMAS, 'of the answer, as chat has it', chatFormat),
    'an object for the instructions': (text) => base({ instructions: { a: [text] } }),
    'a list for a prompt variable': (text) => filled({ chart: [[text]] }),
    'a string for the prompt variables': filled,
    ...each(otherSchemas, 'of the answer, as chat has it', chatFormat),
    'an object for the prompt': (text) => prompt({ text }),
    'a list in the input': (text) => items([{ type: 'input_text', text }]),
    'a bare string for an item': (text) => items(text),
    'a bare string for a part': (text) => user([text]),
    'an object for the content': (text) => user({ text }),
    'an item of an unknown kind': (text) => items({ type: 'hologram', text }),
    'an item whose kind is a text': (text) => items({ type: text, text }),
    'an unknown part': (text) => user([{ type: 'hologram', text }]),
    'an unknown part of a result': (text) => result([{ type: 'hologram', text }]),
    'an unknown tool': (text) => tool({ type: text, text }),
    'a role': (text) => items({ type: 'message', role: text, content: 'x' }),
    'a status': (text) => user('x', { status: text }),
    'a key of a text': (text) => part({ [text]: 1 }),
    'a tool choice': (text) => base({ tool_choice: text }),
    'what to include': (text) => base({ include: [text] }),
    'an earlier response': (text) => base({ previous_response_id: text }),
    'a conversation': (text) => base({ conversation: { id: text } }),
    'an item by its id': (text) => items({ type: 'item_reference', id: text }),
    'a setting that is a word': (text) => base({ service_tier: text }),
    'a summary that is a word': (text) => base({ reasoning: { summary: text } }),
    'a file name': (text) => user([{ type: 'input_file', filename: text, file_data: 'x' }]),
    'the address of an image': (text) => user([{ type: 'input_image', image_url: text }]),
    'a list for the user': (text) => base({ user: [text] }),
    'an object in the metadata': (text) => base({ metadata: { note: { text } } }),
    'a string for a number': (text) => base({ temperature: text, max_output_tokens: text }),
    'a seal that was never given': (text) =>
      items({ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: text }),
    'base64 for a seal': (text) =>
      items({
        ...{ type: 'reasoning', id: 'rs_1', summary: [] },
        encrypted_content: Buffer.from(text.repeat(4)).toString('base64'),
      }),
    'a compaction that was never given': (text) => items({ type: 'compaction', encrypted_content: text }),
  },
};

const answering = (): void => provider(saying(() => 'Yes.'));

const { askWithAll } = plantedAsks(
  { expectNotSent },
  answering,
  askResponse,
  // What was asked for stands in the response again, in the client's own words.
  (answer) => answerText(answer.status === 200 ? { ...answer, body: '' } : answer),
);

describe('PHI in requests of odd shapes', () => {
  for (const [index, [name, make]] of Object.entries(SHAPES.sent).entries()) {
    it(`${name}: goes out in tokens`, async () => {
      expect(await askWithAll(15_000 + index, make)).toBe(200);
      expect(sent().length).toBe(1);
    });
  }

  for (const [index, [name, make]] of Object.entries(SHAPES.refused).entries()) {
    it(`${name}: is refused, and nothing of it is said`, async () => {
      expect([400, 403, 404]).toContain(await askWithAll(15_100 + index, make));
      expect(sent()).toEqual([]);
    });
  }

  const broken = brokenBodies({ request: user, field: 'input' });
  for (const [index, [name, make]] of Object.entries(broken).entries()) {
    it(`a body that is ${name} is refused, and nothing of it is said`, async () => {
      expect([400, 413]).toContain(await askWithAll(15_200 + index, make));
      expect(sent()).toEqual([]);
    });
  }
});

type Labelled = (label: string, value: unknown) => object;

const call = (args: unknown) => ({ type: 'function_call', call_id: 'c', name: 'note', arguments: args });
const output = (own: unknown) => ({ type: 'function_call_output', call_id: 'c', output: own });

/** Items that hold a value under the key that says what it is. */
const LABELLED_ITEMS: Readonly<Record<string, Labelled>> = {
  arguments: (label, value) => call(JSON.stringify({ [label]: value })),
  'arguments, in a list': (label, value) => call(JSON.stringify({ deep: { [label]: [value] } })),
  'arguments that are cut off': (label, value) => call(`{"${label}":${JSON.stringify(value)},`),
  'a result': (label, value) => output(JSON.stringify([{ [label]: value }])),
  'a part of a result': (label, value) =>
    output([{ type: 'input_text', text: JSON.stringify({ [label]: value }) }]),
  'JSON lines': (label, value) => output(`{"${label}":${JSON.stringify(value)}}\n{"a":1}`),
  'the arguments of a server': (label, value) => ({
    ...{ type: 'mcp_call', id: 'mcp_1', server_label: 'charts', name: 'read' },
    arguments: JSON.stringify({ [label]: value }),
    output: JSON.stringify({ [label]: value }),
  }),
  'an unknown field': (label, value) => ({ role: 'user', content: 'x', [label]: value }),
};

const LABELLED: Readonly<Record<string, Labelled>> = {
  ...mapRecord(
    LABELLED_ITEMS,
    (make): Labelled =>
      (label, value) =>
        items(make(label, value)),
  ),
  'an unknown parameter': (label, value) => base({ [label]: value }),
  'an unknown parameter, deep': (label, value) => base({ foo: [{ [label]: value }] }),
};

describe('a bare value under a key that says what it is', () => {
  const ownOf = (number: number) =>
    LABELLED_KINDS.map(([kind, label]) => ({ label, planted: canary(kind, number) }));

  for (const [index, [where, make]] of Object.entries(LABELLED_ITEMS).entries()) {
    it(`in ${where}: goes out in tokens`, async () => {
      answering();
      const own = ownOf(15_300 + index);
      const answer = await askResponse(items(...own.map(({ label, planted }) => make(label, planted.value))));
      expect(answer.status).toBe(200);
      expectNotSent(
        own.map(({ planted }) => planted),
        answerText(answer),
      );
    });
  }

  const RECORDS: Readonly<Record<string, (record: object) => object>> = {
    'the metadata': (metadata) => base({ metadata }),
    'prompt variables': filled,
    'an unknown parameter': (invented) => base({ invented }),
  };
  for (const [index, [where, make]] of Object.entries(RECORDS).entries()) {
    it(`in ${where}: goes out in tokens, or not at all`, async () => {
      answering();
      const own = ownOf(15_350 + index).slice(0, 16);
      const record = Object.fromEntries(own.map(({ label, planted }) => [label, planted.value]));
      expect((await askResponse(make(record))).status).toBe(200);
      expectNotSent(own.map(({ planted }) => planted));
    });
  }

  for (const [label, literal, digits] of LABELLED_NUMBERS) {
    it(`as the number ${literal}, in whatever place`, async () => {
      answering();
      for (const make of Object.values(LABELLED)) {
        expect((await askResponse(withLiteral(make(label, 'LITERAL'), literal))).status).toBe(200);
      }
      const bodies = sent().map(({ body }) => body);
      expect(bodies.length).toBe(Object.keys(LABELLED).length);
      for (const body of bodies) {
        expect(body).not.toContain(literal);
        expect(body).not.toContain(digits);
      }
    });
  }

  it('leaves the numbers of settings alone', async () => {
    answering();
    expect((await askResponse(base({ max_output_tokens: 128_000, max_tool_calls: 48_237_461 }))).status).toBe(
      200,
    );
    expect(sentResponsesBody(sent()[0]!)).toMatchObject({
      max_output_tokens: 128_000,
      max_tool_calls: 48_237_461,
    });
  });
});

describe('PHI beside the body', () => {
  it('in headers and in the query it goes nowhere', async () => {
    answering();
    const planted = [canary('name', 15_400), canary('mrn', 15_400), canary('ssn', 15_400)];
    const said = sentencesOf(planted);
    const headers = {
      'x-hawthorn-session': said,
      'x-codex-turn-metadata': said,
      'user-agent': said,
      'idempotency-key': said,
      'x-client-request-id': said,
    };
    const one = await askResponse(base({}), headers);
    const query = new URLSearchParams({ 'metadata[note]': said }).toString();
    const two = await gateway().post(base({}), {}, `/v1/responses?${query}`);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(sent().map(({ url }) => url)).toEqual(['/v1/responses', '/v1/responses']);
    expectNotSent(planted, [...answerText(one), ['answer', await two.text()]]);
  });
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
