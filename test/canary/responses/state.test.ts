import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Canary, everyCanary, sentencesOf } from '../../support/canaries.ts';
import { echoOf, marked } from '../../support/echoing-provider.ts';
import { chatOnlyAsWell } from '../../support/gateway.ts';
import { completion, saying } from '../../support/openai-wire.ts';
import { openedStateText } from '../../support/opened-state.ts';
import {
  functionCall,
  message,
  reasoning,
  respondWith,
  response,
  text,
} from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';
import { storedObjects } from '../../support/stored-text.ts';
import { eventsIn } from '../../support/streamed-response.ts';
import { type Answer, watchGateway } from '../../support/watched-gateway.ts';

const { askResponse, call, expectNotSent, expectNoTrace, gateway, provider, sent } = watchGateway({
  catalogue: chatOnlyAsWell,
});

let made = 0;
/** A model that says all that it was sent: in words, to a tool, and in a summary. */
const echo: Respond = (reply, request) => {
  const said = echoOf(request.body).text;
  made += 1;
  const output = [
    reasoning(`rs_${made}`, said),
    message(`msg_${made}`, text(said)),
    functionCall(`fc_${made}`, `call_${made}`, 'note', JSON.stringify({ said, [said]: 1 })),
  ];
  if (request.url.endsWith('/responses')) respondWith(reply, request, response(output), 97);
  else reply.json(200, completion([saying(said)]));
};

type Fields = Readonly<Record<string, unknown>>;

const json = ({ status, body }: Answer): Fields & { readonly id: string } => {
  expect(status).toBe(200);
  return JSON.parse(body) as Fields & { readonly id: string };
};

let number = 16_000;
/** Values of all types that nobody has said yet, in a marked text. */
const plant = (place: number): { readonly canaries: readonly Canary[]; readonly said: string } => {
  number += 1;
  const canaries = everyCanary(number);
  return { canaries, said: marked(place, sentencesOf(canaries)) };
};

const ask = (body: object): Promise<Answer> => askResponse({ model: 'gpt-5.4-mini', ...body });
const endOf = ({ body }: Answer): Fields & { readonly id: string } =>
  eventsIn(body).at(-1)!['response'] as Fields & { readonly id: string };

/** That each of the texts can be read in an answer, in the caller's own words. */
const expectWords = ({ status, body }: Answer, ...texts: readonly string[]): void => {
  expect(status).toBe(200);
  for (const one of texts) expect(body).toContain(JSON.stringify(one).slice(1, -1));
};

/** Everything in the store of state, and what the bucket holds. */
const kept = async () => ({
  parts: (await openedStateText(gateway())).length,
  objects: await storedObjects(gateway()),
});

/** Words of nobody's, which no packing makes small. */
const noise = (length: number): string =>
  Array.from({ length: length / 100 }, () =>
    Array.from({ length: 99 }, () => 'bcdfghjklmnpqrstvwxz'.charAt(randomInt(20))).join(''),
  ).join(' ');

/** Ways in which a turn goes on from one that held PHI. */
const GOING_ON: Readonly<Record<string, (first: string) => Promise<object>>> = {
  'the response before it': async (said) => ({ previous_response_id: json(await ask({ input: said })).id }),
  'a streamed response before it': async (said) => ({
    previous_response_id: endOf(await ask({ input: said, stream: true })).id,
  }),
  'a response before it that was stored by a provider of chat alone': async (said) => ({
    previous_response_id: json(await ask({ input: said, model: 'chat-only-model' })).id,
  }),
  'its conversation': async (said) => {
    const { id } = json(await call('POST', '/conversations', {}));
    await ask({ input: said, conversation: id });
    return { conversation: { id } };
  },
  'a conversation that began with it': async (said) => ({
    conversation: json(await call('POST', '/conversations', { items: [{ role: 'user', content: said }] })).id,
  }),
  'a conversation to which it was added': async (said) => {
    const { id } = json(await call('POST', '/conversations', {}));
    await call('POST', `/conversations/${id}/items`, {
      items: [
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: JSON.stringify({ said }) },
      ],
    });
    return { conversation: id };
  },
};

describe('a later turn, after one that held PHI', () => {
  for (const [name, begin] of Object.entries(GOING_ON)) {
    for (const model of ['gpt-5.4-mini', 'chat-only-model']) {
      it(`goes on from ${name} in tokens, and comes back: ${model}`, async () => {
        provider(echo);
        const [first, second] = [plant(1), plant(2)];
        const before = await begin(first.said);
        const answer = await ask({ ...before, model, input: second.said });
        expect(echoOf(sent().at(-1)!.body).places).toEqual([1, 2]);
        expectWords(answer, first.said, second.said);
        expectNotSent([...first.canaries, ...second.canaries]);
      });
    }
  }

  it('refers to an item of an earlier one by its id alone', async () => {
    provider(echo);
    const [first, second] = [plant(1), plant(2)];
    const { id } = json(await ask({ input: [{ role: 'user', content: first.said }] }));
    const { data } = json(await call('GET', `/responses/${id}/input_items`));
    const reference = { type: 'item_reference', id: (data as readonly { id: string }[])[0]!.id };
    const answer = await ask({ input: [reference, { role: 'user', content: second.said }] });
    expect(echoOf(sent().at(-1)!.body).places).toEqual([1, 2]);
    expectWords(answer, first.said, second.said);
    expectNotSent([...first.canaries, ...second.canaries]);
  });
});

describe('what is kept of a response', () => {
  for (const stream of [false, true]) {
    it(`comes back in the caller's words, and is gone once deleted, ${stream ? 'streamed' : 'plain'}`, async () => {
      provider(echo);
      const before = await kept();
      const [prompt, instructions, note] = [plant(1), plant(2), plant(3)];
      const answer = await ask({
        input: prompt.said,
        instructions: instructions.said,
        metadata: { note: note.said.slice(0, 500) },
        stream,
      });
      const { id } = stream ? endOf(answer) : json(answer);
      expect((await kept()).parts).toBeGreaterThan(before.parts);
      expectWords(await call('GET', `/responses/${id}`), prompt.said, instructions.said);
      expectWords(await call('GET', `/responses/${id}/input_items`), prompt.said);
      if (stream) {
        expect(endOf(await call('GET', `/responses/${id}?stream=true`))).toEqual(endOf(answer));
      }
      expectNotSent([prompt, instructions, note].flatMap(({ canaries }) => canaries));
      await expectNoTrace();
      expect(json(await call('DELETE', `/responses/${id}`))).toMatchObject({ deleted: true });
      expect(await kept()).toEqual(before);
    });
  }

  it('is in the bucket in tokens where it is large, and gone from there once deleted', async () => {
    provider(echo);
    const before = await kept();
    const [first, last] = [plant(1), plant(2)];
    const input = [first.said, noise(900_000), last.said].map((content) => ({ role: 'user', content }));
    const { id } = json(await ask({ input }));
    const after = await kept();
    expect(after.objects.length).toBeGreaterThan(before.objects.length);
    expectNotSent([...first.canaries, ...last.canaries]);
    await expectNoTrace();
    await call('DELETE', `/responses/${id}`);
    expect(await kept()).toEqual(before);
  });
});

describe('what is kept of a conversation', () => {
  it("comes back in the caller's words, and is gone once deleted", async () => {
    provider(echo);
    const before = await kept();
    const [about, begun, added] = [plant(1), plant(2), plant(3)];
    const [asked, later] = [plant(4), plant(5)];
    const { id } = json(
      await call('POST', '/conversations', {
        metadata: { about: about.said.slice(0, 500) },
        items: [{ role: 'developer', content: begun.said }],
      }),
    );
    await call('POST', `/conversations/${id}/items`, {
      items: [{ role: 'user', content: [{ type: 'input_text', text: added.said }] }],
    });
    json(await ask({ conversation: id, input: asked.said, store: false }));
    const words = [begun.said, added.said, asked.said];
    const listed = await call('GET', `/conversations/${id}/items?order=asc`);
    expectWords(listed, ...words);
    const [first] = json(listed)['data'] as readonly [{ id: string }];
    expectWords(await call('GET', `/conversations/${id}/items/${first.id}`), begun.said);
    expectWords(await call('GET', `/conversations/${id}`), about.said.slice(0, 500));
    const changed = await call('POST', `/conversations/${id}`, {
      metadata: { about: later.said.slice(0, 500) },
    });
    expectWords(changed, later.said.slice(0, 500));
    expectNotSent([about, begun, added, asked, later].flatMap(({ canaries }) => canaries));
    await expectNoTrace();
    expect(json(await call('DELETE', `/conversations/${id}/items/${first.id}`)).id).toBe(id);
    expect((await call('GET', `/conversations/${id}/items/${first.id}`)).status).toBe(404);
    expect(json(await call('DELETE', `/conversations/${id}`))).toMatchObject({ deleted: true });
    expect(await kept()).toEqual(before);
  });
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
