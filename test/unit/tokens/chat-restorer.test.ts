import { describe, expect, it } from 'vitest';
import { type ChatFrame, isChatFrame } from '../../../lambda/openai/chat/chat-chunk.ts';
import { createChatStreamRestorer, restoreChatCompletion } from '../../../lambda/tokens/chat-restorer.ts';
import { bookOf } from '../../support/books.ts';

const NAME = 'Dr. Ana "Nan" Ruiz';
const book = bookOf(['NAME', NAME], ['DATE', '3/4/2021']);
const [name = '', date = ''] = book.issued().map(({ token }): string => token);

const frame = (value: Readonly<Record<string, unknown>>): ChatFrame => {
  if (!isChatFrame(value)) throw new Error('no frame');
  return value;
};

const chunk = (index: number, delta: unknown, finish_reason: string | null = null, more = {}): ChatFrame =>
  frame({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index, delta, finish_reason, ...more }],
  });

const stream = (...chunks: readonly ChatFrame[]): readonly ChatFrame[] => {
  const restorer = createChatStreamRestorer(book);
  return chunks.flatMap((one) => restorer.feed(one));
};

const entries = (...tokens: readonly string[]) =>
  tokens.map((token) => ({ token, logprob: -0.5, bytes: [...Buffer.from(token)], top_logprobs: [] }));

describe('restoring a plain answer', () => {
  it('restores every channel of every choice, each in its own way', () => {
    const message = {
      role: 'assistant',
      content: `Seen ${name} on ${date}.`,
      refusal: `No, ${name}.`,
      reasoning_content: `${name}?`,
      reasoning: name.toLowerCase(),
      reasoning_details: [{ type: 'reasoning.text', text: name, data: name }],
      function_call: { name: 'f', arguments: `{"who":"${name}"}` },
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'f', arguments: `{"who":"${name}"}` } },
        { id: 'call_2', type: 'custom', custom: { name: 'c', input: `mail ${name}` } },
      ],
      audio: { id: 'audio_1', data: 'AAAA', transcript: name, expires_at: 1 },
      new_channel: { deep: [name] },
    };
    const restored = restoreChatCompletion(
      frame({
        id: 'c',
        choices: [
          { index: 0, message },
          { index: 1, message: { content: name } },
        ],
        note: `by ${name}`,
      }),
      book,
    );
    expect(restored).toMatchObject({
      note: `by ${NAME}`,
      choices: [
        {
          message: {
            content: `Seen ${NAME} on 3/4/2021.`,
            refusal: `No, ${NAME}.`,
            reasoning_content: `${NAME}?`,
            reasoning: NAME,
            reasoning_details: [{ text: NAME, data: name }],
            function_call: { arguments: JSON.stringify({ who: NAME }) },
            tool_calls: [
              { id: 'call_1', function: { name: 'f', arguments: JSON.stringify({ who: NAME }) } },
              { id: 'call_2', custom: { input: `mail ${NAME}` } },
            ],
            audio: { data: 'AAAA', transcript: NAME },
            new_channel: { deep: [NAME] },
          },
        },
        { message: { content: NAME } },
      ],
    });
  });

  it('moves citations along with the text and encodes values in their URLs', () => {
    const content = `${name} wrote this.`;
    const url_citation = {
      start_index: name.length + 1,
      end_index: content.length,
      title: name,
      url: `https://x.test/?q=${name}`,
    };
    const restored = restoreChatCompletion(
      frame({
        choices: [{ index: 0, message: { content, annotations: [{ type: 'url_citation', url_citation }] } }],
      }),
      book,
    );
    const text = `${NAME} wrote this.`;
    expect(restored.choices[0]).toMatchObject({
      message: {
        content: text,
        annotations: [
          {
            url_citation: {
              start_index: text.indexOf('wrote'),
              end_index: text.length,
              title: NAME,
              url: `https://x.test/?q=${encodeURIComponent(NAME)}`,
            },
          },
        ],
      },
    });
  });

  it('joins the log probabilities that cover a token, so that their text is the answer', () => {
    const tokens = ['See', ' N', 'AME', name.slice(4, 8), `${name.slice(8)}!`, ' bye'];
    const restored = restoreChatCompletion(
      frame({
        choices: [
          {
            index: 0,
            message: { content: tokens.join('') },
            logprobs: { content: entries(...tokens), refusal: null },
          },
        ],
      }),
      book,
    );
    const bytes = [...Buffer.from(` ${NAME}!`)];
    expect(restored.choices[0]).toMatchObject({
      message: { content: `See ${NAME}! bye` },
      logprobs: {
        content: [
          { token: 'See' },
          { token: ` ${NAME}!`, logprob: -2, bytes, top_logprobs: [] },
          { token: ' bye' },
        ],
        refusal: null,
      },
    });
  });

  it('leaves a token alone that was not issued here, or was cut off', () => {
    const content = `NAME_000000 ${name.slice(0, -1)} ${name.slice(0, -2)}00`;
    const restored = restoreChatCompletion(frame({ choices: [{ index: 0, message: { content } }] }), book);
    expect(restored.choices[0]).toMatchObject({ message: { content } });
  });
});

describe('restoring a stream', () => {
  it('gives what is held back before the choice finishes, not after, and not as part of its end', () => {
    expect(
      stream(chunk(0, { content: `Hi ${name.slice(0, 7)}` }), chunk(0, {}, 'length', { logprobs: null })),
    ).toEqual([
      chunk(0, { content: 'Hi ' }),
      chunk(0, { content: name.slice(0, 7) }),
      chunk(0, {}, 'length', { logprobs: null }),
    ]);
  });

  it('splits a chunk that brings text and end at once', () => {
    expect(stream(chunk(0, { content: `Hi ${name.slice(0, 7)}` }, 'stop'))).toEqual([
      chunk(0, { content: 'Hi ' }),
      chunk(0, { content: name.slice(0, 7) }),
      chunk(0, {}, 'stop', { logprobs: null }),
    ]);
  });

  it('keeps the lanes apart: choices, fields, tool calls', () => {
    const call = (index: number, text: string) => ({
      tool_calls: [{ index, function: { arguments: text } }],
    });
    const out = stream(
      chunk(0, { content: name.slice(0, 6) }),
      chunk(1, { content: name.slice(0, 6) }),
      chunk(0, { reasoning_content: name.slice(0, 6) }),
      chunk(0, call(0, `{"a":"${name.slice(0, 6)}`)),
      chunk(0, call(1, `{"b":"${name.slice(0, 6)}`)),
      chunk(0, call(1, `${name.slice(6)}"}`)),
      chunk(0, call(0, `${name.slice(6)}"}`)),
      chunk(1, { content: '!' }),
      chunk(0, { content: name.slice(6) }),
      chunk(0, {}, 'tool_calls'),
    );
    const text = (
      pick: (delta: Record<string, string | undefined>) => string | undefined,
      index: number,
    ): string =>
      out
        .flatMap(({ choices }) => choices.filter((choice) => choice.index === index))
        .map((choice) => pick(choice['delta'] as Record<string, string | undefined>) ?? '')
        .join('');
    const args = (index: number) => (delta: Record<string, unknown>) =>
      (delta['tool_calls'] as { index: number; function: { arguments: string } }[] | undefined)?.find(
        (one) => one.index === index,
      )?.function.arguments;
    expect(text((delta) => delta['content'], 0)).toBe(NAME);
    expect(text((delta) => delta['content'], 1)).toBe(`${name.slice(0, 6)}!`);
    expect(text((delta) => delta['reasoning_content'], 0)).toBe(name.slice(0, 6));
    expect(text(args(0), 0)).toBe(JSON.stringify({ a: NAME }));
    expect(text(args(1), 0)).toBe(JSON.stringify({ b: NAME }));
  });

  it('keeps usage, unknown fields and log probabilities of a chunk whose text is held back', () => {
    const more = { logprobs: { content: entries(name.slice(0, 6)), refusal: null }, x_vendor: 1 };
    const [held] = stream(chunk(0, { content: name.slice(0, 6) }, null, more));
    expect(held?.choices[0]).toMatchObject({
      delta: { content: '' },
      logprobs: { content: [] },
      x_vendor: 1,
    });
    const metering = {
      id: 'c',
      choices: [],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    };
    expect(stream(frame(metering))).toEqual([metering]);
  });

  it.each<[string, (text: string) => object]>([
    ['reasoning_text', (text) => ({ reasoning_text: text })],
    ['thinking', (text) => ({ thinking: text })],
    ['thinking in blocks', (text) => ({ thinking_blocks: [{ type: 'thinking', thinking: text }] })],
    ['content in parts', (text) => ({ content: [{ type: 'text', text }] })],
    [
      'thoughts in parts of the content',
      (text) => ({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] }),
    ],
    ['reasoning details', (text) => ({ reasoning_details: [{ type: 'reasoning.text', text }] })],
  ])('puts a cut token together in %s', (_field, delta) => {
    const out = stream(
      chunk(0, delta(name.slice(0, 7))),
      chunk(0, delta(name.slice(7))),
      chunk(0, {}, 'stop'),
    );
    expect(out).toEqual([chunk(0, delta('')), chunk(0, delta(NAME)), chunk(0, {}, 'stop')]);
  });

  it('gives the tail of a part as a part of its type', () => {
    const delta = (text: string) => ({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] });
    const [, tail] = stream(chunk(0, delta(name.slice(0, 7))), chunk(0, {}, 'length'));
    expect(tail?.choices[0]?.['delta']).toEqual({
      content: [
        { index: 0, type: 'thinking', thinking: [{ index: 0, type: 'text', text: name.slice(0, 7) }] },
      ],
    });
  });

  it('passes ids and types whole though they end like the beginning of a token', () => {
    const delta = {
      item_id: 'msg_N',
      type: 'DATE',
      new_channel: `${name} N`,
      content: [{ type: 'N', id: 'x_ID' }],
    };
    const out = stream(chunk(0, delta), chunk(0, delta), chunk(0, {}, 'stop'));
    const whole = { ...delta, new_channel: `${NAME} N` };
    expect(out).toEqual([chunk(0, whole), chunk(0, whole), chunk(0, {}, 'stop')]);
  });

  it.each<[string, object]>([
    ['an answer', { content: 'Hello' }],
    ['an answer in parts', { content: [{ type: 'text', text: 'Hello' }] }],
    ['a tool call', { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'f', arguments: '' } }] }],
  ])('ends the thoughts before %s begins', (_what, answer) => {
    const out = stream(
      chunk(0, { reasoning_content: 'That is plan N' }),
      chunk(0, answer),
      chunk(0, {}, 'stop'),
    );
    expect(out).toEqual([
      chunk(0, { reasoning_content: 'That is plan ' }),
      chunk(0, { reasoning_content: 'N' }),
      chunk(0, answer),
      chunk(0, {}, 'stop'),
    ]);
  });

  it('doesn’t take an empty content, or one beside the last thoughts, for the end of them', () => {
    const out = stream(
      chunk(0, { role: 'assistant', content: '', reasoning_content: name.slice(0, 5) }),
      chunk(0, { content: 'Hello', reasoning_content: name.slice(5) }),
    );
    expect(out).toEqual([
      chunk(0, { role: 'assistant', content: '', reasoning_content: '' }),
      chunk(0, { content: 'Hello', reasoning_content: NAME }),
    ]);
  });

  it('keeps the log probabilities of an end without text, in their order', () => {
    const logprobs = (...texts: readonly string[]) => ({ logprobs: { content: entries(...texts) } });
    const out = stream(
      chunk(0, { content: 'N' }, null, logprobs('N')),
      chunk(0, {}, 'stop', logprobs('!', 'N')),
    );
    expect(
      out.map(({ choices: [choice] }) => [
        choice?.['delta'],
        choice?.['logprobs'],
        choice?.['finish_reason'],
      ]),
    ).toEqual([
      [{ content: '' }, { content: [] }, null],
      [{}, { content: entries('N', '!') }, null],
      [{ content: 'N' }, { content: entries('N'), refusal: null }, null],
      [{}, null, 'stop'],
    ]);
  });

  it('keeps log probabilities that wait though no text does', () => {
    const out = stream(
      chunk(0, { content: 'Hi' }, null, { logprobs: { content: entries('Hi', ' N') } }),
      chunk(0, {}, 'stop', { logprobs: null }),
    );
    expect(
      out.flatMap(
        ({ choices: [choice] }) => (choice?.['logprobs'] as { content: unknown } | null)?.content ?? [],
      ),
    ).toEqual(entries('Hi', ' N'));
  });

  it('passes what it has no reason to hold', () => {
    const out = stream(
      chunk(0, { role: 'assistant', content: '', refusal: null }),
      chunk(0, { content: 'Hello the' }),
    );
    expect(out.map(({ choices }) => choices[0]?.['delta'])).toEqual([
      { role: 'assistant', content: '', refusal: null },
      { content: 'Hello the' },
    ]);
  });
});
