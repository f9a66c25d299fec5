import { describe, expect, it } from 'vitest';
import { CANARY_KINDS, canary } from '../../support/canaries.ts';
import { FIXED_RESPONSES_PLACES } from '../../support/fixed-responses-places.ts';
import { type StoredEvent, storedEvents } from '../../support/stored-text.ts';
import { type Answer, answerText, watchGateway } from '../../support/watched-gateway.ts';

const { askResponse, call, expectNotSent, expectNoTrace, gateway, provider, sent } = watchGateway();

const requestWith = (more: object): object => ({ model: 'gpt-5.4-mini', input: 'What is anemia?', ...more });

const refusal = (param: string) => ({
  error: {
    message: 'A field that cannot be rewritten holds PHI.',
    type: 'permission_error',
    param,
    code: 'dlp_blocked',
  },
});

/** A model's name can't hold every character; what it can't hold is refused before anybody looks. */
const fits = (request: object): boolean => !('model' in request) || /^[\w.:/-]*$/.test(String(request.model));

let read = 0;
/** The records of the audit since it was last read. */
const newEvents = async (): Promise<readonly StoredEvent[]> => {
  const all = await storedEvents(gateway());
  const fresh = all.slice(read);
  read = all.length;
  return fresh;
};

describe('PHI where nothing can be rewritten', () => {
  for (const [place, { param, request }] of FIXED_RESPONSES_PLACES.entries()) {
    it(`${param}: refuses the request and sends nothing, for every type`, async () => {
      provider(() => undefined);
      const own = CANARY_KINDS.map((kind) => canary(kind, 18_000 + place)).filter(({ sentence }) =>
        fits(request(sentence)),
      );
      const answers: Answer[] = [];
      for (const { sentence, kind } of own) {
        const answer = await askResponse(requestWith(request(sentence)));
        answers.push(answer);
        const { status, body } = answer;
        expect({ kind, status, body: JSON.parse(body) as unknown }).toEqual({
          ...{ kind, status: 403 },
          body: refusal(param),
        });
      }
      expect(sent()).toEqual([]);
      const denied = await newEvents();
      expect(denied.length).toBe(own.length);
      for (const record of denied) {
        expect(record).toMatchObject({
          event: { kind: 'denied', reason: 'phi_in_fixed_text', param },
          content: undefined,
        });
      }
      expectNotSent(own, answers.flatMap(answerText));
    });
  }

  it('refuses what would be kept of a conversation, too', async () => {
    provider(() => undefined);
    const planted = CANARY_KINDS.map((kind) => canary(kind, 18_100));
    const { body } = await call('POST', '/conversations', {});
    const { id } = JSON.parse(body) as { id: string };
    for (const { sentence } of planted) {
      const item = { type: 'function_call', call_id: 'c', name: sentence, arguments: '{}' };
      for (const [path, own, param] of [
        ['/conversations', { metadata: { [sentence]: 'x' } }, 'metadata.*'],
        ['/conversations', { items: [item] }, 'items[0].name'],
        [`/conversations/${id}`, { metadata: { [sentence]: 'x' } }, 'metadata.*'],
        [`/conversations/${id}/items`, { items: [item] }, 'items[0].name'],
      ] as const) {
        const answer = await call('POST', path, own);
        expect({ path, status: answer.status, body: JSON.parse(answer.body) as unknown }).toEqual({
          ...{ path, status: 403 },
          body: refusal(param),
        });
        expectNotSent([], answerText(answer));
      }
    }
    expectNotSent(planted);
  });
});

describe('PHI from a key that may not send it', () => {
  it('refuses the request and sends nothing; the record has tokens in place of values', async () => {
    provider(() => undefined);
    const key = await gateway().issue({ role: 'analyst' });
    const planted = CANARY_KINDS.map((kind) => canary(kind, 18_200));
    for (const own of planted) {
      const answer = await askResponse(requestWith({ input: own.sentence }), {
        authorization: `Bearer ${key}`,
      });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'dlp_blocked', param: 'input' } });
    }
    const denied = (await newEvents()).slice(-planted.length);
    expect(denied.length).toBe(planted.length);
    for (const record of denied) {
      expect(record).toMatchObject({
        event: { kind: 'denied', reason: 'phi_not_allowed' },
        content: expect.stringMatching(/[A-Z]+_[0-9A-Z]{6}/) as string,
      });
    }
    expect(sent()).toEqual([]);
    expectNotSent(planted);
  });
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
