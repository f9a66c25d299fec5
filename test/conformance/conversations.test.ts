import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import {
  calling,
  completion,
  echo,
  functionCall,
  saying,
  sentBody,
  tokensIn,
  tokensOf,
} from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { gateway, openai, provider, sent, raw } = serveGateway();

const MODEL = 'gpt-5.4-mini';
const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const ask = (content: string) => ({ model: MODEL, messages: [{ role: 'user' as const, content }] });

const FIND: OpenAI.Chat.ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'find_patient',
    parameters: { type: 'object', properties: { name: { type: 'string' } } },
  },
};

describe('E8: a conversation of several turns', () => {
  /** Three turns with a tool call between them. The client sends back what it got, as agents do. */
  const talk = async () => {
    provider((reply, request, turn) => {
      const [name, id] = tokensOf(request.body.slice(request.body.indexOf('Patient ')));
      if (turn === 0) {
        const args = `{"name":"${name}","id":"${id}"}`;
        reply.json(200, completion([calling(functionCall('call_1', 'find_patient', args))]));
      } else reply.json(200, completion([saying(turn === 1 ? `${name} is well.` : `Bye, ${name}.`)]));
    });
    const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [
      { role: 'system', content: 'You help at Saint Anne. Ask Dr. Helen Brooks when in doubt.' },
      { role: 'user', content: PROMPT },
    ];
    const turn = async (): Promise<OpenAI.Chat.ChatCompletionMessage> => {
      const { choices } = await openai().chat.completions.create({ model: MODEL, messages, tools: [FIND] });
      messages.push(choices[0]!.message);
      return choices[0]!.message;
    };
    const answers = [await turn()];
    const found = JSON.stringify({ patient: { name: 'Maria Gonzalez', ssn: '123-45-6789' }, seen: true });
    messages.push({ role: 'tool', tool_call_id: 'call_1', content: found });
    answers.push(await turn());
    messages.push({ role: 'user', content: 'Write to Maria Gonzalez at maria.gonzalez@example.com.' });
    answers.push(await turn());
    return answers;
  };

  test('the client sees its own words, the provider tokens only', async () => {
    const [call, told, bye] = await talk();
    const [toolCall] = call!.tool_calls!;
    expect(toolCall?.type === 'function' && JSON.parse(toolCall.function.arguments)).toEqual({
      name: 'Maria Gonzalez',
      id: '123-45-6789',
    });
    expect([told?.content, bye?.content]).toEqual(['Maria Gonzalez is well.', 'Bye, Maria Gonzalez.']);
    for (const { body } of raw()) expect(body).not.toMatch(/Maria|Gonzalez|123-45-6789|Helen|Brooks/);
  });

  test('a value has one token, in every message and every turn', async () => {
    await talk();
    const last = sent().at(-1)!;
    const [name, id] = tokensOf(String(last.messages[1]?.content));
    const [call] = last.messages[2]?.['tool_calls'] as [OpenAI.Chat.ChatCompletionMessageFunctionToolCall];
    expect(JSON.parse(call.function.arguments)).toEqual({ name, id });
    expect(JSON.parse(String(last.messages[3]?.content))).toEqual({
      patient: { name, ssn: id },
      seen: true,
    });
    expect(last.messages[4]?.content).toBe(`${name} is well.`);
    expect(tokensOf(String(last.messages[5]?.content))[0]).toBe(name);
  });

  test('earlier turns are the same bytes again, so the provider’s prompt cache works', async () => {
    await talk();
    const bodies = raw().map(({ body }) => body);
    for (const [turn, body] of bodies.slice(0, -1).entries()) {
      const messages = JSON.stringify(sentBody({ body }).messages).slice(0, -1);
      const prefix = body.slice(0, body.indexOf(messages) + messages.length);
      expect(prefix.length).toBeGreaterThan(100);
      expect(bodies[turn + 1]?.startsWith(prefix)).toBe(true);
    }
  });
});

describe('E8: parallel requests', () => {
  test('twenty at once, plain and streamed, each with its own values', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `patient.number${index}@example.com`);
    const all = Promise.withResolvers<undefined>();
    provider(async (reply, request, index) => {
      if (index === names.length - 1) all.resolve(undefined);
      await all.promise;
      await echo(([token]) => `Hello ${token}, are you ${token}?`)(reply, request, index);
    });
    const answers = names.map(async (name, index) => {
      if (index % 2 === 0) {
        const { choices } = await openai().chat.completions.create(ask(`Write to ${name}.`));
        return choices[0]?.message.content;
      }
      const stream = openai().chat.completions.stream(ask(`Write to ${name}.`));
      return stream.finalContent();
    });
    expect(await Promise.all(answers)).toEqual(names.map((name) => `Hello ${name}, are you ${name}?`));
    const tokens = raw().map((request) => tokensIn(request)[0]);
    expect(new Set(tokens).size).toBe(names.length);
  });
});

test('E8: twenty at once about the same person', async () => {
  const all = Promise.withResolvers<undefined>();
  provider(async (reply, request, index) => {
    if (index === 19) all.resolve(undefined);
    await all.promise;
    await echo(([token]) => `Dear ${token}`)(reply, request, index);
  });
  const headers = { 'x-hawthorn-session': 'all-at-once' };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => openai().chat.completions.create(ask(PROMPT), { headers })),
  );
  for (const { choices } of answers) expect(choices[0]?.message.content).toBe('Dear Maria Gonzalez');
  expect(new Set(raw().map(({ body }) => body)).size).toBe(1);
});

describe('the scope of tokens', () => {
  const tokenOf = async (headers: Record<string, string>): Promise<string> => {
    await openai().chat.completions.create(ask('Write to maria@example.com.'), { headers });
    return tokensIn(raw().at(-1)!)[0]!;
  };

  test('is the session that the client names, else the key', async () => {
    provider(echo(([token]) => `Dear ${token}`));
    const [one, again, two, none] = [
      await tokenOf({ 'x-hawthorn-session': 'visit-1' }),
      await tokenOf({ 'x-hawthorn-session': 'visit-1' }),
      await tokenOf({ 'x-hawthorn-session': 'visit-2' }),
      await tokenOf({}),
    ];
    expect(again).toBe(one);
    expect(new Set([one, two, none]).size).toBe(3);
  });

  test('ends at the tenant’s and at the key’s door', async () => {
    provider(echo(([token]) => `Dear ${token}`));
    const other = await gateway().issue();
    const tokens = [await tokenOf({}), await tokenOf({ authorization: `Bearer ${other}` })];
    expect(tokens[0]).not.toBe(tokens[1]);
  });
});

describe('text that looks like a token', () => {
  test('of nobody comes back as it was', async () => {
    provider(echo(([token]) => `You wrote ${token} and DATE\\_000000.`));
    const { choices } = await openai().chat.completions.create(ask('What is NAME_4KQ7ZD?'));
    expect(choices[0]?.message.content).toBe('You wrote NAME_4KQ7ZD and DATE\\_000000.');
    expect(sent()[0]?.messages.at(-1)?.content).toBe('What is NAME_4KQ7ZD?');
  });

  test('of an earlier request fishes nothing', async () => {
    provider(echo((tokens) => `It is ${tokens.join(' and ')}.`));
    await openai().chat.completions.create(ask(PROMPT));
    const [name] = tokensIn(raw()[0]!);
    const { choices } = await openai().chat.completions.create(ask(`Who is ${name}?`));
    expect(choices[0]?.message.content).toBe(`It is ${name}.`);
  });

  test('of the same request is kept apart from the value', async () => {
    provider(echo((tokens) => tokens.join(' ')));
    await openai().chat.completions.create(ask(PROMPT));
    const [name] = tokensIn(raw()[0]!);
    const prompt = `Is ${name} the same as Maria Gonzalez, or ${name?.toLowerCase()}?`;
    const { choices } = await openai().chat.completions.create(ask(prompt));
    expect(choices[0]?.message.content).toBe(`${name} Maria Gonzalez ${name?.toLowerCase()}`);
    expect(tokensIn(raw()[1]!)[1]).toBe(name);
  });
});
