import { describe, expect, it } from 'vitest';
import { brokenBodies } from '../support/broken-bodies.ts';
import { canary } from '../support/canaries.ts';
import { LABELLED_KINDS, LABELLED_NUMBERS, withLiteral } from '../support/labelled-canaries.ts';
import { FIXED_SCHEMAS, mapRecord, nested, ODD_SCHEMAS, ODD_TEXTS } from '../support/odd-texts.ts';
import { completion, saying } from '../support/openai-wire.ts';
import { plantedAsks } from '../support/planted-asks.ts';
import { watchGateway } from '../support/watched-gateway.ts';

const { ask, expectNotSent, expectNoTrace, gateway, provider, sent } = watchGateway();

type Make = (text: string) => object;

const base = (message: object, more: object = {}): object => ({
  model: 'gpt-5.4-mini',
  messages: [message],
  ...more,
});
const user = (content: unknown, more: object = {}): object => base({ role: 'user', content, ...more });
const tool = (content: unknown): object => base({ role: 'tool', tool_call_id: 'call_1', content });
const beside = (more: object): object => base({ role: 'user', content: 'What is anemia?' }, more);
const called = (fn: unknown): object =>
  base({ role: 'assistant', tool_calls: [{ id: 'call_1', type: 'function', function: fn }] });
const args = (value: unknown): object => called({ name: 'note', arguments: value });
const schema = (parameters: unknown): object =>
  beside({ tools: [{ type: 'function', function: { name: 'note', parameters } }] });
const texts = (where: string, say: Make): Record<string, Make> =>
  Object.fromEntries(
    Object.entries(ODD_TEXTS).map(([name, make]) => [`${name} ${where}`, (text: string) => say(make(text))]),
  );

/** Requests of odd shapes, and what becomes of them. */
const SHAPES: Readonly<Record<'sent' | 'refused', Readonly<Record<string, Make>>>> = {
  sent: {
    'an object for a text': (text) => user([{ type: 'text', text: { a: [text] } }]),
    'an unknown field of a part': (text) => user([{ type: 'text', text: 'x', cache: { a: text } }]),
    'an unknown field of a message': (text) => user('x', { foo: { bar: [[text]] } }),
    'an object for the tool calls': (text) =>
      base({
        role: 'assistant',
        tool_calls: { id: 'c', type: 'function', function: { name: 'f', arguments: text } },
      }),
    'a string for a function': (text) => called(text),
    'an object for the arguments': (text) => args({ note: [text] }),
    'a list for a name': (text) => user('x', { name: [text] }),
    'a list for a refusal': (text) => base({ role: 'assistant', refusal: [text] }),
    'the id of a tool call': (text) =>
      base({ role: 'assistant', tool_calls: [{ id: text, type: 'function', function: { name: 'f' } }] }),
    'the id of a tool result': (text) => base({ role: 'tool', tool_call_id: text, content: 'x' }),
    ...mapRecord(ODD_SCHEMAS, (make) => (text: string) => schema(make(text))),
    'a string for a format': (text) =>
      beside({ response_format: { type: 'json_schema', json_schema: text } }),
    'a string for the prediction': (text) => beside({ prediction: text }),
    'a string for the location': (text) => beside({ web_search_options: { user_location: text } }),
    'an unknown stream option': (text) => beside({ stream_options: { foo: text } }),
    'a setting that is a word': (text) => beside({ service_tier: text, reasoning_effort: [text] }),
    'an unknown parameter': (text) => beside({ invented: text }),
    'an unknown parameter, deep': (text) => beside({ invented: [[[{ a: { b: text } }]]] }),
    'JSON in JSON in an unknown parameter': (text) => beside({ invented: { a: nested(text, 3) } }),
    ...texts('in a prompt', user),
    ...texts('in a tool result', tool),
    ...texts('in arguments', args),
  },
  refused: {
    'an object for the content': (text) => user({ text }),
    'a list in the content': (text) => user([[{ type: 'text', text }]]),
    'a bare string for a part': (text) => user([text]),
    'an unknown part': (text) => user([{ type: 'hologram', text }]),
    'a part of another role': (text) => base({ role: 'system', content: [{ type: 'image_url', text }] }),
    'an unknown role': (text) => base({ role: text, content: text }),
    'an unknown tool': (text) => beside({ tools: [{ type: text, text }] }),
    'a key in a text': (text) => user([{ type: 'text', text: { [text]: 1 } }]),
    ...mapRecord(FIXED_SCHEMAS, (make) => (text: string) => schema(make(text))),
    'a modality': (text) => beside({ modalities: [text] }),
    'a tool choice': (text) => beside({ tool_choice: text }),
    'a function call': (text) => beside({ function_call: text }),
    'audio settings': (text) => beside({ audio: { voice: text, format: 'mp3' } }),
    'a file name': (text) => user([{ type: 'file', file: { filename: text } }]),
    'an image description': (text) => user([{ type: 'image_url', image_url: { url: text } }]),
    'a list for the user': (text) => beside({ user: [text] }),
    'an object in the metadata': (text) => beside({ metadata: { note: { text } } }),
    'a bias': (text) => beside({ logit_bias: { [text]: 1 } }),
    'a string for a number': (text) => beside({ temperature: text, seed: text }),
    'an object for stop': (text) => beside({ stop: { text } }),
    'a signature': (text) =>
      base({ role: 'assistant', reasoning_details: [{ type: 'r', signature: text, data: text }] }),
    'base64 for a signature': (text) =>
      base({
        role: 'assistant',
        reasoning_details: [{ type: 'r', data: Buffer.from(text.repeat(4)).toString('base64') }],
      }),
  },
};

const answering = (): void => {
  provider((reply) => reply.json(200, completion([saying('Yes.')])));
};

const { askEach, askWithAll } = plantedAsks({ expectNotSent }, answering, ask);

describe('PHI in requests of odd shapes', () => {
  for (const [index, [name, make]] of Object.entries(SHAPES.sent).entries()) {
    it(`${name}: goes out in tokens`, async () => {
      expect(await askWithAll(5_000 + index, make)).toBe(200);
      expect(sent().length).toBe(1);
    });
  }

  for (const [index, [name, make]] of Object.entries(SHAPES.refused).entries()) {
    it(`${name}: is refused, and nothing of it is said`, async () => {
      expect([400, 403]).toContain(await askWithAll(5_100 + index, make));
      expect(sent()).toEqual([]);
    });
  }

  for (const [index, [name, make]] of Object.entries(
    brokenBodies({ request: user, field: 'messages' }),
  ).entries()) {
    it(`a body that is ${name} is refused, and nothing of it is said`, async () => {
      expect([400, 413]).toContain(await askWithAll(5_200 + index, make));
      expect(sent()).toEqual([]);
    });
  }

  it('a body that is no UTF-8 is refused, and nothing of it is said', async () => {
    answering();
    const planted = canary('name', 5_300);
    const response = await fetch(`${gateway().baseURL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway().key}`, 'content-type': 'application/json' },
      body: Buffer.concat([Buffer.from(`{"a":"${planted.sentence}`), Buffer.from([0xff, 0xfe])]),
    });
    expect(response.status).toBe(400);
    expectNotSent([planted], [['answer', await response.text()]]);
    expect(sent()).toEqual([]);
  });
});

const LABELLED: Readonly<Record<string, (label: string, value: unknown) => object>> = {
  arguments: (label, value) => args(JSON.stringify({ [label]: value })),
  'arguments, in a list': (label, value) => args(JSON.stringify({ deep: { [label]: [value] } })),
  'arguments, beside its name': (label, value) => args(JSON.stringify({ fields: [{ name: label, value }] })),
  'a tool result': (label, value) => tool(JSON.stringify([{ [label]: value }])),
  'a tool result, before its name': (label, value) =>
    tool(JSON.stringify([{ value, type: { text: label } }])),
  'an unknown parameter': (label, value) => beside({ [label]: value }),
  'an unknown parameter, deep': (label, value) => beside({ foo: [{ [label]: value }] }),
  'an unknown parameter, beside its name': (label, value) => beside({ foo: [{ key: label, val: value }] }),
  'an unknown field of a message': (label, value) => user('x', { [label]: value }),
  'arguments that are cut off': (label, value) => args(`{"${label}":${JSON.stringify(value)},`),
  'JSON lines': (label, value) => tool(`{"${label}":${JSON.stringify(value)}}\n{"a":1}`),
  YAML: (label, value) => tool(`${label}: ${String(value)}`),
};

describe('a bare value under a key that says what it is', () => {
  const metadata = (label: string, value: unknown): object => beside({ metadata: { [label]: value } });

  for (const [index, [where, make]] of Object.entries({ ...LABELLED, metadata }).entries()) {
    it(`in ${where}: goes out in tokens`, async () => {
      const kinds = LABELLED_KINDS.map(([kind]) => kind);
      const labels = new Map(LABELLED_KINDS);
      const answers = await askEach(kinds, 5_400 + index, ({ kind, value }) =>
        make(labels.get(kind)!, value),
      );
      expect(answers.map(({ status }) => status)).toEqual(kinds.map(() => 200));
    });
  }

  for (const [label, literal, digits] of LABELLED_NUMBERS) {
    it(`as the number ${literal}, in whatever place`, async () => {
      answering();
      for (const [where, make] of Object.entries(LABELLED)) {
        if (where === 'YAML') continue;
        expect((await ask(withLiteral(make(label, 'LITERAL'), literal))).status).toBe(200);
      }
      const bodies = sent().map(({ body }) => body);
      expect(bodies.length).toBe(Object.keys(LABELLED).length - 1);
      for (const body of bodies) {
        expect(body).not.toContain(literal);
        expect(body).not.toContain(digits);
      }
    });
  }

  it('as an age over 89', async () => {
    answering();
    expect((await ask(args('{"age":93,"weeks":12}'))).status).toBe(200);
    expect(sent()[0]!.body).toMatch(/age\\":\\"AGE_[0-9A-Z]{6}\\",\\"weeks\\":12/);
  });

  it('leaves the numbers of settings alone', async () => {
    answering();
    expect((await ask(beside({ seed: 2_125_551_234, max_tokens: 128_000 }))).status).toBe(200);
    expect(JSON.parse(sent()[0]!.body)).toMatchObject({ seed: 2_125_551_234, max_tokens: 128_000 });
  });
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
