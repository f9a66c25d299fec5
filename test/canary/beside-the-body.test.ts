import { describe, expect, it } from 'vitest';
import { canary, everyCanary, type Haystack, sentencesOf } from '../support/canaries.ts';
import { completion, saying, textStream } from '../support/openai-wire.ts';
import { type Answer, answerText, watchGateway } from '../support/watched-gateway.ts';

const { expectNotSent, expectNoTrace, gateway, provider, sent } = watchGateway();

const HEADERS = [
  'x-hawthorn-session',
  'x-codex-turn-metadata',
  'user-agent',
  'openai-organization',
  'openai-project',
  'idempotency-key',
  'x-request-id',
  'x-client-request-id',
  'x-stainless-lang',
  'cookie',
  'referer',
  'origin',
  'x-forwarded-for',
  'traceparent',
  'baggage',
  'x-patient-name',
];

const body = (stream: boolean): string =>
  JSON.stringify({ model: 'gpt-5.4-mini', stream, messages: [{ role: 'user', content: 'What is anemia?' }] });

const call = async (path: string, init: RequestInit): Promise<Answer> => {
  const response = await fetch(`${gateway().url}${path}`, init);
  return { status: response.status, headers: response.headers, body: await response.text() };
};

const authorised = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  authorization: `Bearer ${gateway().key}`,
  'content-type': 'application/json',
  ...more,
});

describe('PHI beside the body', () => {
  for (const stream of [false, true]) {
    it(`in headers it goes nowhere, ${stream ? 'streamed' : 'plain'}`, async () => {
      provider((reply) => {
        if (stream) reply.sse(...textStream('A lack of red cells.'));
        else reply.json(200, completion([saying('A lack of red cells.')]));
      });
      for (const [index, name] of HEADERS.entries()) {
        const planted = everyCanary(3_000 + index);
        const value = sentencesOf(planted).slice(0, name === 'x-hawthorn-session' ? 250 : undefined);
        const answer = await call('/v1/chat/completions', {
          method: 'POST',
          headers: authorised({ [name]: value }),
          body: body(stream),
        });
        expect({ name, status: answer.status }).toEqual({ name, status: 200 });
        expectNotSent(planted, answerText(answer));
      }
      expect(sent().length).toBe(HEADERS.length);
    });
  }

  it('in the query string it goes nowhere', async () => {
    provider((reply) => reply.json(200, completion([saying('Yes.')])));
    const planted = everyCanary(3_100);
    const query = new URLSearchParams(
      planted.map(({ kind, sentence }): [string, string] => [`metadata[${kind}]`, sentence]),
    );
    const answer = await call(`/v1/chat/completions?${query.toString()}`, {
      method: 'POST',
      headers: authorised(),
      body: body(false),
    });
    expect(answer.status).toBe(200);
    expect(sent().map(({ url }) => url)).toEqual(['/v1/chat/completions']);
    expectNotSent(planted, answerText(answer));
  });

  it('in the path it goes nowhere', async () => {
    const planted = everyCanary(3_200);
    const answers: Haystack[] = [];
    for (const { sentence } of planted) {
      for (const path of [
        `/v1/models/${encodeURIComponent(sentence)}`,
        `/v1/${encodeURIComponent(sentence)}`,
      ]) {
        const answer = await call(path, { headers: authorised() });
        expect([403, 404]).toContain(answer.status);
        answers.push(...answerText(answer));
      }
    }
    expectNotSent(planted, answers);
  });

  it('in a key it goes nowhere, whichever header holds it', async () => {
    provider(() => undefined);
    const planted = [canary('ssn', 3_300), canary('mrn', 3_300), canary('name', 3_300)];
    for (const { value, sentence } of planted) {
      const headers = [
        { authorization: `Bearer ${value}` },
        { authorization: sentence },
        { authorization: `Bearer hwk_live_${value}` },
        { 'x-compliantchatgpt-key': value, 'x-openai-key': sentence },
        { authorization: `Bearer ${gateway().key}`, 'x-openai-key': sentence },
      ];
      for (const one of headers) {
        const answer = await call('/v1/chat/completions', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...one },
          body: body(false),
        });
        expect([400, 401]).toContain(answer.status);
        expect(answer.body).not.toContain(value);
      }
    }
    expect(sent()).toEqual([]);
    expectNotSent(planted);
  });

  it('in a content type or an encoding it goes nowhere', async () => {
    provider(() => undefined);
    const planted = [canary('name', 3_400), canary('mrn', 3_400)];
    for (const { sentence } of planted) {
      for (const more of [{ 'content-type': sentence }, { 'content-encoding': sentence }]) {
        const answer = await call('/v1/chat/completions', {
          method: 'POST',
          headers: authorised(more),
          body: body(false),
        });
        expect(answer.status).toBe(400);
        expectNotSent(planted, answerText(answer));
      }
    }
    expect(sent()).toEqual([]);
  });
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
