import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  callDeltas,
  delta,
  inPieces,
  logprob,
  sentBody,
  streamOf,
  tokensIn,
  tokensOf,
} from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

const AWKWARD = 'Ana "Nan" Ruiz\\Ortega\nc/o Café';

const { openai, provider, sent, raw } = serveGateway({ alsoPhi: [['NAME', AWKWARD]] });

const ask = (content: string) => ({
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user' as const, content }],
});
const PROMPT = 'Patient Maria Gonzalez needs a letter.';

/** The client's helper checks the order and the identity of what it gets, and throws on anything odd. */
describe('A11: chat.completions.stream()', () => {
  test('content: deltas, snapshots, the end, and the whole completion', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      reply.sse(...streamOf(inPieces(`Dear ${name}, bye.`, 3).map((content) => delta({ content }))));
    });
    const deltas: string[] = [];
    const ends: string[] = [];
    const stream = openai()
      .chat.completions.stream({ ...ask(PROMPT), stream_options: { include_usage: true } })
      .on('content.delta', ({ delta: text, snapshot }) => {
        deltas.push(text);
        expect(snapshot).toBe(deltas.join(''));
      })
      .on('content.done', ({ content }) => ends.push(content));
    const completion = await stream.finalChatCompletion();
    expect(deltas.join('')).toBe('Dear Maria Gonzalez, bye.');
    expect(ends).toEqual(['Dear Maria Gonzalez, bye.']);
    expect(completion).toMatchObject({
      id: 'chatcmpl-C8xJmK2',
      object: 'chat.completion',
      choices: [{ message: { content: 'Dear Maria Gonzalez, bye.', refusal: null }, finish_reason: 'stop' }],
      usage: { total_tokens: 43 },
    });
  });

  test('tool calls: arguments in deltas, parsed at the end', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      const args = `{"name":"${name}","notes":["${name}"]}`;
      reply.sse(
        ...streamOf(callDeltas({ id: 'call_1', name: 'find_patient' }, inPieces(args, 5)), 'tool_calls'),
      );
    });
    const find = zodFunction({
      name: 'find_patient',
      parameters: z.object({ name: z.string(), notes: z.array(z.string()) }),
    });
    const deltas: string[] = [];
    const parsed: unknown[] = [];
    const stream = openai()
      .chat.completions.stream({ ...ask(`Find ${AWKWARD}`), tools: [find] })
      .on('tool_calls.function.arguments.delta', (event) => deltas.push(event.arguments_delta))
      .on('tool_calls.function.arguments.done', (event) => parsed.push(event.parsed_arguments));
    const message = await stream.finalMessage();
    expect(parsed).toEqual([{ name: AWKWARD, notes: [AWKWARD] }]);
    expect(JSON.parse(deltas.join(''))).toEqual(parsed[0]);
    expect(message.tool_calls?.[0]).toMatchObject({ id: 'call_1', type: 'function' });
  });

  test('words before a tool call are whole when the call begins, also if they end like a token', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      const words = [`${name} lacks vitamin `, name.slice(0, 1)].map((content) => delta({ content }));
      const call = callDeltas({ id: 'call_1', name: 'find' }, ['{}']);
      reply.sse(...streamOf([...words, ...call], 'tool_calls'));
    });
    const steps: string[] = [];
    const stream = openai()
      .chat.completions.stream(ask(PROMPT))
      .on('content.done', ({ content }) => steps.push(content))
      .on('tool_calls.function.arguments.done', ({ name }) => steps.push(name));
    await stream.done();
    expect(steps).toEqual(['Maria Gonzalez lacks vitamin N', 'find']);
  });

  test('structured output: parsed while it comes, and at the end', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      const text = `{"patient":"${name}","ok":true}`;
      reply.sse(...streamOf(inPieces(text, 4).map((content) => delta({ content }))));
    });
    const format = zodResponseFormat(z.object({ patient: z.string(), ok: z.boolean() }), 'letter');
    const completion = await openai()
      .chat.completions.stream({ ...ask(`Write to ${AWKWARD}`), response_format: format })
      .finalChatCompletion();
    expect(completion.choices[0]?.message.parsed).toEqual({ patient: AWKWARD, ok: true });
  });

  test('refusals', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      reply.sse(
        ...streamOf(inPieces(`I can’t say more about ${name}.`, 6).map((refusal) => delta({ refusal }))),
      );
    });
    const refusals: string[] = [];
    const stream = openai()
      .chat.completions.stream(ask(PROMPT))
      .on('refusal.done', ({ refusal }) => refusals.push(refusal));
    expect((await stream.finalMessage()).refusal).toBe('I can’t say more about Maria Gonzalez.');
    expect(refusals).toEqual(['I can’t say more about Maria Gonzalez.']);
  });

  test('log probabilities: their tokens add up to the content at every step', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      const pieces = inPieces(`Dear ${name}, bye.`, 4);
      reply.sse(
        ...streamOf(
          pieces.map((content) =>
            delta({ content }, 0, { logprobs: { content: [logprob(content)], refusal: null } }),
          ),
        ),
      );
    });
    const ends: string[] = [];
    const stream = openai()
      .chat.completions.stream({ ...ask(PROMPT), logprobs: true, top_logprobs: 1 })
      .on('logprobs.content.done', ({ content }) => ends.push(content.map(({ token }) => token).join('')));
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]?.message.content).toBe('Dear Maria Gonzalez, bye.');
    expect(ends).toEqual(['Dear Maria Gonzalez, bye.']);
    expect(choices[0]?.logprobs?.content?.map(({ token }) => token).join('')).toBe(ends[0]);
  });

  test('three choices with a tool call in one of them', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      const inChoice = (index: number, data: string): string => data.replace('"index":0', `"index":${index}`);
      const words = inPieces(`Dear ${name}`, 5).map((content) => delta({ content }));
      const calls = callDeltas({ id: 'call_1', name: 'find' }, inPieces(`{"n":"${name}"}`, 5));
      const streams = [streamOf(words), streamOf(calls, 'tool_calls'), streamOf(words)].map((data, index) =>
        data.slice(0, -2).map((one) => inChoice(index, one)),
      );
      const longest = Math.max(...streams.map(({ length }) => length));
      const woven = Array.from({ length: longest }, (_, step) => streams.flatMap((one) => one[step] ?? []));
      reply.sse(...woven.flat(), '[DONE]');
    });
    const { choices } = await openai()
      .chat.completions.stream({ ...ask(PROMPT), n: 3 })
      .finalChatCompletion();
    const call = choices[1]?.message.tool_calls?.[0];
    expect(call?.type === 'function' && call.function.arguments).toBe('{"n":"Maria Gonzalez"}');
    expect([choices[0], choices[2]].map((choice) => choice?.message.content)).toEqual([
      'Dear Maria Gonzalez',
      'Dear Maria Gonzalez',
    ]);
  });
});

describe('A5, A11: runTools()', () => {
  test('the function gets the real name, its result goes out in tokens, the last answer is restored', async () => {
    provider((reply, request, turn) => {
      const [name = ''] = tokensOf(String(sentBody(request).messages[1]?.content));
      if (turn === 0) {
        reply.sse(
          ...streamOf(
            callDeltas({ id: 'call_1', name: 'find_patient' }, inPieces(`{"name":"${name}"}`, 4)),
            'tool_calls',
          ),
        );
        return;
      }
      const [, email = ''] = tokensIn(request);
      reply.sse(...streamOf(inPieces(`${name} is at ${email}.`, 4).map((content) => delta({ content }))));
    });
    const asked: string[] = [];
    const runner = openai().chat.completions.runTools({
      model: 'gpt-5.4-mini',
      messages: [
        { role: 'system', content: 'You help.' },
        { role: 'user', content: 'How do I reach patient Maria Gonzalez?' },
      ],
      stream: true,
      tools: [
        {
          type: 'function',
          function: {
            name: 'find_patient',
            description: 'Finds a patient.',
            parameters: { type: 'object', properties: { name: { type: 'string' } } },
            parse: (text: string) => JSON.parse(text) as { name: string },
            function: ({ name }: { name: string }) => {
              asked.push(name);
              return { name, email: 'maria.gonzalez@example.com' };
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('Maria Gonzalez is at maria.gonzalez@example.com.');
    expect(asked).toEqual(['Maria Gonzalez']);
    expect(sent().map(({ messages }) => messages.map(({ role }) => role))).toEqual([
      ['system', 'user'],
      ['system', 'user', 'assistant', 'tool'],
    ]);
    for (const { body } of raw()) expect(body).not.toMatch(/Maria|Gonzalez|example\.com/);
  });
});
