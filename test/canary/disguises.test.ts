import { describe, expect, it } from 'vitest';
import { CANARY_KINDS, type CanaryKind, canary, everyCanary } from '../support/canaries.ts';
import { DISGUISES } from '../support/disguises.ts';
import { echoMarked, marked } from '../support/echoing-provider.ts';
import { completion, saying, sentBody } from '../support/openai-wire.ts';
import { watchGateway } from '../support/watched-gateway.ts';

const { ask, expectNotSent, expectNoTrace, provider, sent } = watchGateway();

const said = (): string => String(sentBody(sent().at(-1)!).messages.at(-1)!.content);

describe('a value in disguise', () => {
  for (const [index, [name, disguise]] of Object.entries(DISGUISES).entries()) {
    it(`in ${name} goes out as a token, and comes back in its disguise`, async () => {
      provider(echoMarked);
      for (const [place, { kind, value, sentence }] of everyCanary(6_000 + index).entries()) {
        const bare = kind === 'age' ? value.slice(0, 2) : value;
        const hidden = disguise(bare);
        const text = marked(place, sentence.replace(bare, hidden));
        const answer = await ask({ model: 'gpt-5.4-mini', messages: [{ role: 'user', content: text }] });
        expect(said()).toMatch(/[A-Z]+_[0-9A-HJKMNP-TV-Z]{6}/);
        if (kind !== 'age') expect(said()).not.toContain(hidden);
        expect(JSON.parse(answer.body)).toMatchObject({ choices: [{ message: { content: text } }] });
      }
      expectNotSent(everyCanary(6_000 + index));
    });
  }

  it('with an accent written apart goes out as a token', async () => {
    provider((reply) => reply.json(200, completion([saying('Yes.')])));
    const name = 'José Quennélworth'.normalize('NFD');
    await ask({
      model: 'gpt-5.4-mini',
      messages: [{ role: 'user', content: `The patient is Mr. ${name}.` }],
    });
    expect(said()).toMatch(/^The patient is Mr\. NAME_[0-9A-Z]{6}\.$/);
  });
});

describe('a value that is cut over two parts of one message', () => {
  const part = (text: string) => ({ type: 'text', text });
  /** What must not be seen of an age is its number; the words around it may be. */
  const kinds = CANARY_KINDS.filter((kind) => kind !== 'age');

  for (const role of ['user', 'system', 'tool', 'assistant']) {
    it(`of the ${role}: no part shows its half`, async () => {
      provider((reply) => reply.json(200, completion([saying('Yes.')])));
      for (const [index, kind] of kinds.entries()) {
        const { value, sentence } = canary(kind, 6_100 + index);
        for (const cut of [3, Math.floor(value.length / 2), value.length - 3]) {
          const at = sentence.indexOf(value) + cut;
          const [before, after] = [sentence.slice(0, at), sentence.slice(at)];
          const content = [part(before), part(after)];
          await ask({ model: 'gpt-5.4-mini', messages: [{ role, tool_call_id: 'call_1', content }] });
          const [first, second] = sentBody(sent().at(-1)!).messages[role === 'system' ? 0 : 1]!
            .content as readonly [{ text: string }, { text: string }];
          expect(first.text).not.toContain(value.slice(0, cut));
          expect(second.text).not.toContain(value.slice(cut));
        }
      }
      expectNotSent(kinds.map((kind: CanaryKind, index) => canary(kind, 6_100 + index)));
    });
  }

  it('comes back where the model says both tokens', async () => {
    provider((reply, request) => {
      const [one, two] = sentBody(request).messages[1]!.content as readonly [
        { text: string },
        { text: string },
      ];
      reply.json(200, completion([saying(`${one.text}${two.text}`)]));
    });
    const content = [part('The patient is Mr. Desm'), part('ond Quennelworth, MRN: 4823'), part('7461.')];
    const answer = await ask({ model: 'gpt-5.4-mini', messages: [{ role: 'user', content }] });
    expect(answer.body).toContain('The patient is Mr. Desmond Quennelworth, MRN: 4823');
    expect(sent()[0]!.body).not.toMatch(/Desm|ond Quen|4823|7461/);
  });
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
