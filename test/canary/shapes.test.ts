import { describe, expect, it } from 'vitest';
import {
  CANARY_KINDS,
  type Canary,
  type CanaryKind,
  canary,
  everyCanary,
  sentencesOf,
} from '../support/canaries.ts';
import { completion, saying } from '../support/openai-wire.ts';
import { type Answer, answerText, watchGateway } from '../support/watched-gateway.ts';

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
const nested = (value: unknown, depth: number): string =>
  JSON.stringify(depth === 1 ? { note: value } : { note: nested(value, depth - 1) });

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
    'a string for a schema': schema,
    'a list for a schema': (text) => schema([text]),
    'a list for the properties': (text) => schema({ properties: [text] }),
    'an object for an enum': (text) => schema({ enum: { a: text } }),
    'an unknown keyword of a schema': (text) => schema({ 'x-note': { deep: [text] } }),
    'a schema deep inside': (text) =>
      schema({ properties: { a: { items: { anyOf: [{ not: { if: { else: { const: [text] } } } }] } } } }),
    'a string for a format': (text) =>
      beside({ response_format: { type: 'json_schema', json_schema: text } }),
    'a string for the prediction': (text) => beside({ prediction: text }),
    'a string for the location': (text) => beside({ web_search_options: { user_location: text } }),
    'an unknown stream option': (text) => beside({ stream_options: { foo: text } }),
    'a setting that is a word': (text) => beside({ service_tier: text, reasoning_effort: [text] }),
    'an unknown parameter': (text) => beside({ invented: text }),
    'an unknown parameter, deep': (text) => beside({ invented: [[[{ a: { b: text } }]]] }),
    'JSON in JSON in an unknown parameter': (text) => beside({ invented: { a: nested(text, 3) } }),
    'JSON in JSON in a prompt': (text) => user(nested(text, 5)),
    'JSON in JSON in arguments': (text) => args(nested(text, 4)),
    'a JSON string of a JSON document': (text) => user(JSON.stringify(nested(text, 1))),
    'a key in arguments': (text) => args(JSON.stringify({ a: [{ [text]: { [text]: 1 } }] })),
    'a key in a tool result': (text) => tool(JSON.stringify({ [text]: [true] })),
    'arguments that are cut off': (text) => args(`{"note":"${text}","more":`),
    'JSON lines': (text) => user(`{"note":"${text}"}\n{"note":"${text}"}`),
    'JSON behind a byte-order mark': (text) => user(`\ufeff${nested(text, 1)}`),
    'a code block': (text) => user(`\`\`\`json\n${JSON.stringify({ note: text }, null, 2)}\n\`\`\``),
    Python: (text) => tool(`{'note': '${text}', 'ok': True}`),
    XML: (text) => tool(`<note><p>${text}</p></note>`),
    YAML: (text) => tool(`note:\n  - ${text}`),
    Markdown: (text) => user(`# Note\n\n> - **${text}**`),
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
    'a string for what is required': (text) => schema({ required: text }),
    'a string for a type': (text) => schema({ type: text }),
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

/** Bodies that are no JSON, or not one that we take. Sent as they are. */
const BROKEN: Readonly<Record<string, (text: string) => string>> = {
  'no JSON': (text) => text,
  'cut off': (text) => JSON.stringify(user(text)).slice(0, -3),
  'a JSON string': (text) => JSON.stringify(text),
  'a JSON list': (text) => JSON.stringify([text]),
  'a key twice': (text) => `{"model":"m","${text}":1,"${text}":2,"messages":[]}`,
  'a forbidden key': (text) => `{"model":"m","messages":[],"__proto__":"${text}"}`,
  'half a character': (text) => `{"model":"m","messages":[{"role":"user","content":"${text}\\ud800"}]}`,
  'too deep': (text) =>
    `${'['.repeat(200)}"${text}"${']'.repeat(200)}`.replace(/^(.*)$/s, '{"model":"m","a":$1}'),
  'too large': (text) => JSON.stringify(user(`${text}${'x'.repeat(5_500_000)}`)),
  'no model': (text) => JSON.stringify({ messages: [{ role: 'user', content: text }] }),
  'no messages': (text) => JSON.stringify({ model: 'gpt-5.4-mini', prompt: text }),
};

const answering = (): void => {
  provider((reply) => reply.json(200, completion([saying('Yes.')])));
};

/** Asks once for each type, and gives what came back with what was planted. */
const askAll = async (
  kinds: readonly CanaryKind[],
  number: number,
  make: (planted: Canary) => unknown,
): Promise<{ readonly planted: readonly Canary[]; readonly answers: readonly Answer[] }> => {
  answering();
  const planted = kinds.map((kind) => canary(kind, number));
  const answers: Answer[] = [];
  for (const one of planted) answers.push(await ask(make(one)));
  expectNotSent(planted, answers.flatMap(answerText));
  return { planted, answers };
};

/** Asks once with all types in one text. */
const askWithAll = async (number: number, make: (text: string) => unknown): Promise<number> => {
  answering();
  const planted = everyCanary(number);
  const answer = await ask(make(sentencesOf(planted)));
  expectNotSent(planted, answerText(answer));
  return answer.status;
};

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

  for (const [index, [name, make]] of Object.entries(BROKEN).entries()) {
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

/** What a field is called when its value stands there alone. */
const LABELS: Partial<Record<CanaryKind, string>> = {
  name: 'patientName',
  street: 'address',
  town: 'city',
  date: 'dob',
  longDate: 'admission_date',
  phone: 'phone',
  fax: 'fax',
  email: 'email',
  ssn: 'ssn',
  mrn: 'mrn',
  plan: 'member_id',
  account: 'account_number',
  card: 'card_number',
  licence: 'license_number',
  serial: 'serial_number',
  url: 'url',
  ip: 'ip_address',
  secret: 'api_key',
};

const LABELLED: Readonly<Record<string, (label: string, value: unknown) => object>> = {
  arguments: (label, value) => args(JSON.stringify({ [label]: value })),
  'arguments, in a list': (label, value) => args(JSON.stringify({ deep: { [label]: [value] } })),
  'a tool result': (label, value) => tool(JSON.stringify([{ [label]: value }])),
  'an unknown parameter': (label, value) => beside({ [label]: value }),
  'an unknown parameter, deep': (label, value) => beside({ foo: [{ [label]: value }] }),
  'an unknown field of a message': (label, value) => user('x', { [label]: value }),
  'arguments that are cut off': (label, value) => args(`{"${label}":${JSON.stringify(value)},`),
  'JSON lines': (label, value) => tool(`{"${label}":${JSON.stringify(value)}}\n{"a":1}`),
  YAML: (label, value) => tool(`${label}: ${String(value)}`),
};

describe('a bare value under a key that says what it is', () => {
  const labels = CANARY_KINDS.flatMap((kind): [CanaryKind, string][] => {
    const label = LABELS[kind];
    return label === undefined ? [] : [[kind, label]];
  });
  const metadata = (label: string, value: unknown): object => beside({ metadata: { [label]: value } });

  for (const [index, [where, make]] of Object.entries({ ...LABELLED, metadata }).entries()) {
    it(`in ${where}: goes out in tokens`, async () => {
      const kinds = labels.map(([kind]) => kind);
      const { answers } = await askAll(kinds, 5_400 + index, ({ kind, value }) => make(LABELS[kind]!, value));
      expect(answers.map(({ status }) => status)).toEqual(kinds.map(() => 200));
    });
  }

  const numbers: readonly [string, string, string][] = [
    ['mrn', '48237461', '48237461'],
    ['mrn', '48237462.0', '48237462'],
    ['mrn', '-48237463', '48237463'],
    ['mrn', '4.8237464e7', '48237464'],
    ['ssn', '912347465', '912347465'],
    ['phone', '2125557466', '2125557466'],
    ['zip', '44467', '44467'],
  ];
  for (const [label, literal, digits] of numbers) {
    it(`as the number ${literal}, in whatever place`, async () => {
      answering();
      for (const [where, make] of Object.entries(LABELLED)) {
        if (where === 'YAML') continue;
        // Cut in, so that the literal reaches the gateway as it is spelled here.
        const body = JSON.stringify(make(label, 'LITERAL')).replace(/(\\*)"LITERAL\\*"/, literal);
        expect((await ask(body)).status).toBe(200);
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
