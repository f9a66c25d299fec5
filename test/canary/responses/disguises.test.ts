import { describe, expect, it } from 'vitest';
import { CANARY_KINDS, canary, everyCanary } from '../../support/canaries.ts';
import { DISGUISES } from '../../support/disguises.ts';
import { echoOf, marked } from '../../support/echoing-provider.ts';
import { message, respondWith, response, sentResponsesBody, text } from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';
import { watchGateway } from '../../support/watched-gateway.ts';

const { askResponse, expectNotSent, expectNoTrace, provider, sent } = watchGateway();

/** The parts of the items that the provider was sent last. */
const partsSent = (): (readonly { readonly text: string }[])[] =>
  sentResponsesBody(sent().at(-1)!).input.map((item) =>
    typeof item['content'] === 'string'
      ? [{ text: item['content'] }]
      : ((item['content'] ?? item['output'] ?? item['summary']) as readonly { text: string }[]),
  );

/** Says all marked texts again. */
const echo: Respond = (reply, request) =>
  respondWith(reply, request, response([message('msg_1', text(echoOf(request.body).text))]));

describe('a value in disguise', () => {
  for (const [index, [name, disguise]] of Object.entries(DISGUISES).entries()) {
    it(`in ${name} goes out as a token, and comes back in its disguise`, async () => {
      provider(echo);
      const own = everyCanary(17_000 + index).map(({ kind, value, sentence }, place) => {
        const bare = kind === 'age' ? value.slice(0, 2) : value;
        const hidden = disguise(bare);
        return { kind, hidden, said: marked(place, sentence.replace(bare, hidden)) };
      });
      const input = own.map(({ said }) => ({ role: 'user', content: said }));
      const answer = await askResponse({ model: 'gpt-5.4-mini', input });
      const out = partsSent().map(([part]) => part!.text);
      for (const [place, { kind, hidden }] of own.entries()) {
        expect(out[place]).toMatch(/[A-Z]+_[0-9A-HJKMNP-TV-Z]{6}/);
        if (kind !== 'age') expect(out[place]).not.toContain(hidden);
      }
      expect(JSON.parse(answer.body)).toMatchObject({
        output: [{ content: [{ text: own.map(({ said }) => said).join('\n') }] }],
      });
      expectNotSent(everyCanary(17_000 + index));
    });
  }
});

/** Two parts of one item, of every kind that has parts. */
const CUT: Readonly<Record<string, (parts: readonly string[]) => object>> = {
  'a message': (parts) => ({
    role: 'user',
    content: parts.map((own) => ({ type: 'input_text', text: own })),
  }),
  'a message of the system': (parts) => ({
    role: 'system',
    content: parts.map((own) => ({ type: 'input_text', text: own })),
  }),
  'an answer': (parts) => ({
    ...{ type: 'message', role: 'assistant', id: 'msg_1', status: 'completed' },
    content: parts.map((own) => ({ type: 'output_text', text: own, annotations: [] })),
  }),
  'the result of a tool': (parts) => ({
    ...{ type: 'function_call_output', call_id: 'call_1' },
    output: parts.map((own) => ({ type: 'input_text', text: own })),
  }),
};

describe('a value that is cut over two parts of one item', () => {
  /** What must not be seen of an age is its number; the words around it may be. */
  const kinds = CANARY_KINDS.filter((kind) => kind !== 'age');

  for (const [index, [where, make]] of Object.entries(CUT).entries()) {
    it(`of ${where}: no part shows its half`, async () => {
      provider(echo);
      const planted = kinds.flatMap((kind, at) =>
        [0, 1, 2].map((nth) => canary(kind, 17_100 + index * 60 + at * 3 + nth)),
      );
      const own = planted.map(({ value, sentence }, place) => {
        const cut = [3, Math.floor(value.length / 2), value.length - 3][place % 3]!;
        const at = sentence.indexOf(value) + cut;
        const parts = [sentence.slice(0, at), sentence.slice(at)];
        return { parts, halves: [value.slice(0, cut), value.slice(cut)] as const };
      });
      const input = own.map(({ parts }) => make(parts));
      await askResponse({ model: 'gpt-5.4-mini', input });
      const out = partsSent();
      expect(out.length).toBe(own.length);
      for (const [place, { halves }] of own.entries()) {
        expect(out[place]![0]!.text).not.toContain(halves[0]);
        expect(out[place]![1]!.text).not.toContain(halves[1]);
      }
      expectNotSent(planted);
    });
  }
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
