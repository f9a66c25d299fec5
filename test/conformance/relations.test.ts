import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { collected, completion, saying, textStream, tokensOf } from '../support/openai-wire.ts';
import { answering, functionCall, message, text } from '../support/responses-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

/*
 * What the provider is told of the values that it doesn't see, through the official client.
 */

const { openai, provider, raw, event } = serveGateway();

const MODEL = 'gpt-5.4-mini';
const ASKED = 'Patient: John Doe, DOB 03/14/1962, admitted 5/4/2026, discharged May 16, 2026.';
const THEN = 'Is Mr. Doe (Doe, John) older than 60? He was seen on 2026-05-04.';
const VALUES = /Doe|1962|2026/;

const NOTE = /\[Placeholders: [^\]]*\]/;

/** A note with the words in place of its tokens that stand there in order of their first use. */
const shape = (note: string | undefined): string | undefined => {
  const seen: string[] = [];
  return note?.replaceAll(/(NAME|DATE)_\w{6}/g, (token, type: string) => {
    if (!seen.includes(token)) seen.push(token);
    return `${type}${seen.indexOf(token) + 1}`;
  });
};

const contents = (body: string): readonly string[] => {
  const { messages, input } = JSON.parse(body) as Record<
    string,
    { content?: unknown; output?: unknown }[] | undefined
  >;
  return (messages ?? input ?? []).map(({ content, output }) => JSON.stringify(content ?? output ?? ''));
};

const FIRST = '[Placeholders: In days from DATE1: DATE2 +23427, DATE3 +23439.]';

describe('a chat', () => {
  const ask = async (messages: OpenAI.ChatCompletionMessageParam[], stream: boolean): Promise<string> => {
    const body = { model: MODEL, messages };
    if (!stream) {
      const { choices } = await openai().chat.completions.create({ ...body, stream });
      return choices[0]?.message.content ?? '';
    }
    const chunks = await collected(await openai().chat.completions.create({ ...body, stream }));
    return chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  };

  test.each([true, false])(
    'tells in each message what is new in it, and the client of none of it: %s',
    async (stream) => {
      provider((reply, { body }) => {
        const said = `About ${tokensOf(contents(body).at(-1) ?? '').join(' and ')}.`;
        if (stream) reply.sse(...textStream(said));
        else reply.json(200, completion([saying(said)]));
      });
      const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: ASKED }];
      const answer = await ask(messages, stream);
      expect(answer).toContain('John Doe');
      messages.push({ role: 'assistant', content: answer }, { role: 'user', content: THEN });
      expect(await ask(messages, stream)).toContain('Doe, John');

      const [one = '', two = ''] = raw().map(({ body }) => body);
      expect(`${one}${two}`).not.toMatch(VALUES);
      const [first, second] = [one, two].map(contents);
      expect(second?.slice(0, first?.length)).toEqual(first);
      expect(shape(NOTE.exec(first?.at(-1) ?? '')?.[0])).toBe(FIRST);
      expect(shape(NOTE.exec(second?.at(-1) ?? '')?.[0])).toBe(
        '[Placeholders: NAME1, NAME2 and NAME3 are the same person. DATE4 is the same day as DATE5.]',
      );
      const { content } = await event('opened');
      expect(content).not.toMatch(NOTE);
    },
  );
});

describe('responses', () => {
  const ask = async (
    body: Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, 'model'>,
    stream: boolean,
  ) => {
    if (!stream) return openai().responses.create({ ...body, model: MODEL, stream });
    const events = await collected(await openai().responses.create({ ...body, model: MODEL, stream }));
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error('no proper end');
    return last.response;
  };

  test.each([
    ['previous_response_id', true],
    ['previous_response_id', false],
    ['conversation', true],
    ['conversation', false],
  ] as const)('go on by %s in the same bytes, also round a tool: stream %s', async (by, stream) => {
    let turn = 0;
    provider(
      answering(([token]) => {
        turn += 1;
        return turn === 1
          ? [functionCall('fc_1', 'call_1', 'find_visits', JSON.stringify({ of: token }))]
          : [message(`msg_${turn}`, text('Done.'))];
      }),
    );
    const conversation = by === 'conversation' ? (await openai().conversations.create({})).id : undefined;
    let previous: string | undefined;
    const say = async (input: OpenAI.Responses.ResponseInput) => {
      const goingOn =
        conversation === undefined ? { previous_response_id: previous ?? null } : { conversation };
      const answer = await ask({ input, ...goingOn }, stream);
      previous = answer.id;
      return answer;
    };
    await say([{ role: 'user', content: ASKED }]);
    await say([
      { type: 'function_call_output', call_id: 'call_1', output: 'Doe, John: 2026-05-20, 2026-05-04' },
    ]);
    const { id } = await say([{ role: 'user', content: 'What of Mr. Doe?' }]);

    const bodies = raw().map(({ body }) => body);
    expect(bodies.join('')).not.toMatch(VALUES);
    const [first = [], second = [], third = []] = bodies.map(contents);
    expect(second.slice(0, first.length)).toEqual(first);
    expect(third.slice(0, second.length)).toEqual(second);
    expect([first, second, third].map((items) => shape(NOTE.exec(items.at(-1) ?? '')?.[0]))).toEqual([
      FIRST,
      '[Placeholders: NAME1 and NAME2 are the same person. DATE3 is 23443 days after DATE4. DATE5 is the same day as DATE6.]',
      '[Placeholders: NAME1 and NAME2 are the same person.]',
    ]);

    const { data } = await openai().responses.inputItems.list(id);
    expect(JSON.stringify(data)).toContain('What of Mr. Doe?');
    expect(JSON.stringify(data)).not.toMatch(NOTE);
  });
});
