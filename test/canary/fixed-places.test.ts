import { describe, expect, it } from 'vitest';
import { CANARY_KINDS, type Canary, type CanaryKind, canary } from '../support/canaries.ts';
import { storedEvents } from '../support/stored-text.ts';
import { type Answer, answerText, watchGateway } from '../support/watched-gateway.ts';
import { FIXED_PLACES } from '../support/whole-chat-request.ts';

const { ask, expectNotSent, expectNoTrace, gateway, provider, sent } = watchGateway();

/** A model's name can't hold every character; what it can't hold is refused before anybody looks. */
const NAMES_A_MODEL = new Set<CanaryKind>(['name', 'mrn', 'ssn', 'licence', 'plan', 'serial', 'secret']);

/** The sentence, since a name alone is no sure finding: places like these hold `patient_john_smith`. */
const plantIn = (param: string, planted: Canary): string =>
  param === 'model' ? planted.sentence.replaceAll(/[^\w .:/-]/g, '') : planted.sentence;

const requestWith = (more: object): object => ({
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user', content: 'What is anemia?' }],
  ...more,
});

describe('PHI where nothing can be rewritten', () => {
  for (const [place, { param, request }] of FIXED_PLACES.entries()) {
    it(`${param}: refuses the request and sends nothing, for every type`, async () => {
      provider(() => undefined);
      const before = (await storedEvents(gateway())).length;
      const kinds = CANARY_KINDS.filter((kind) => param !== 'model' || NAMES_A_MODEL.has(kind));
      const own = kinds.map((kind) => canary(kind, 700 + place));
      const answers: Answer[] = [];
      for (const one of own) {
        const answer = await ask(requestWith(request(plantIn(param, one))));
        answers.push(answer);
        expect({ ...one, status: answer.status, ...(JSON.parse(answer.body) as object) }).toEqual({
          ...one,
          status: 403,
          error: {
            message: 'A field that cannot be rewritten holds PHI.',
            type: 'permission_error',
            param,
            code: 'dlp_blocked',
          },
        });
      }
      expect(sent()).toEqual([]);
      const denied = (await storedEvents(gateway())).slice(before);
      expect(denied.length).toBe(own.length);
      for (const record of denied) {
        expect(record).toMatchObject({
          event: { kind: 'denied', reason: 'phi_in_fixed_text', param, modelAsked: '*' },
          content: undefined,
        });
      }
      expectNotSent(own, answers.flatMap(answerText));
    });
  }
});

describe('PHI from a key that may not send it', () => {
  it('refuses the request and sends nothing; the record has tokens in place of values', async () => {
    provider(() => undefined);
    const key = await gateway().issue({ role: 'analyst' });
    const planted = CANARY_KINDS.map((kind) => canary(kind, 950));
    for (const own of planted) {
      const body = requestWith({ messages: [{ role: 'user', content: own.sentence }] });
      const answer = await ask(body, { authorization: `Bearer ${key}` });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({
        error: { code: 'dlp_blocked', param: 'messages[0].content' },
      });
      expect((await storedEvents(gateway())).at(-1)).toMatchObject({
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
