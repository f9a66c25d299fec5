import { describe, expect, test } from 'vitest';
import {
  collected,
  completion,
  delta,
  inPieces,
  logprob,
  saying,
  streamOf,
  tokensIn,
} from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { openai, provider } = serveGateway();

const ASK = {
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user' as const, content: 'Patient Maria Gonzalez needs a letter.' }],
  logprobs: true,
  top_logprobs: 1,
};
const SAID = 'Dear Maria Gonzalez, Maria Gonzalez🏥!';
const text = (name: string): string => `Dear ${name}, ${name}🏥!`;

interface Entry {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: number[] | null;
}

const expectToAddUp = (entries: readonly Entry[], whole: string): void => {
  expect(entries.map(({ token }) => token).join('')).toBe(whole);
  expect(Buffer.from(entries.flatMap(({ bytes }) => bytes ?? [])).toString()).toBe(whole);
};

// A7: with every size of piece, so that pieces begin before, in and after tokens.
describe.each([1, 2, 3, 4, 5, 7, 11, 40])('A7: logprobs in pieces of %i', (size) => {
  test('plain: entries over a token are joined, the others stay as they are', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      const entries = inPieces(text(name), size).map(logprob);
      const refusal = inPieces(`Not ${name}`, size).map(logprob);
      const choice = {
        ...saying(text(name), { refusal: `Not ${name}` }),
        logprobs: { content: entries, refusal },
      };
      reply.json(200, completion([choice]));
    });
    const { choices } = await openai().chat.completions.create(ASK);
    const { message, logprobs } = choices[0]!;
    expect(message.content).toBe(SAID);
    expectToAddUp(logprobs!.content!, SAID);
    expectToAddUp(logprobs!.refusal!, 'Not Maria Gonzalez');
    const untouched = logprobs!.content!.filter(({ top_logprobs }) => top_logprobs.length > 0);
    for (const entry of untouched) expect(entry).toEqual(logprob(entry.token));
  });

  test('streamed: the same, and no entry comes before its text', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      const deltas = inPieces(text(name), size).map((content) =>
        delta({ content }, 0, { logprobs: { content: [logprob(content)], refusal: null } }),
      );
      reply.sse(...streamOf(deltas));
    });
    const chunks = await collected(await openai().chat.completions.create({ ...ASK, stream: true }));
    let said = '';
    const entries: Entry[] = [];
    for (const { choices } of chunks) {
      said += choices[0]?.delta.content ?? '';
      entries.push(...(choices[0]?.logprobs?.content ?? []));
      expect(said.startsWith(entries.map(({ token }) => token).join(''))).toBe(true);
    }
    expect(said).toBe(SAID);
    expectToAddUp(entries, SAID);
  });
});

test('A7: a character that the model writes as several tokens comes as bytes, before and after a value', async () => {
  const part = (token: string, ...bytes: number[]) => ({ token, logprob: -0.5, bytes, top_logprobs: [] });
  const emoji = [part('\\xf0\\x9f\\x8f', 0xf0, 0x9f, 0x8f), part('\\xa5', 0xa5)];
  provider((reply, request) => {
    const [name = ''] = tokensIn(request);
    const entries = [...emoji, ...inPieces(name, 3).map(logprob), ...emoji];
    const choice = { ...saying(`🏥${name}🏥`), logprobs: { content: entries, refusal: null } };
    reply.json(200, completion([choice]));
  });
  const { choices } = await openai().chat.completions.create(ASK);
  const entries = choices[0]!.logprobs!.content!;
  expect(choices[0]?.message.content).toBe('🏥Maria Gonzalez🏥');
  expect(Buffer.from(entries.flatMap(({ bytes }) => bytes ?? [])).toString()).toBe('🏥Maria Gonzalez🏥');
  expect([...entries.slice(0, 2), ...entries.slice(3)]).toEqual([...emoji, ...emoji]);
});
