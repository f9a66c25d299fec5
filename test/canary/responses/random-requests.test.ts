import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Canary } from '../../support/canaries.ts';
import { echoOf } from '../../support/echoing-provider.ts';
import { chatOnlyAsWell } from '../../support/gateway.ts';
import { completion, delta, event, inPieces, saying, sentBody, streamOf } from '../../support/openai-wire.ts';
import { type RandomText, randomTexts, textArbitrary } from '../../support/random-texts.ts';
import { message, respondWith, response, text } from '../../support/responses-wire.ts';
import type { Respond } from '../../support/scripted-provider.ts';
import { eventsIn } from '../../support/streamed-response.ts';
import { answerText, watchGateway } from '../../support/watched-gateway.ts';

const { askResponse, expectNotSent, expectNoTrace, provider } = watchGateway({ catalogue: chatOnlyAsWell });

type Make = (text: string) => object;

/** Where a text can stand in an item. Those after the first line are no items of chat. */
const CHAT_PLACES: Readonly<Record<string, Make>> = {
  user: (content) => ({ role: 'user', content }),
  system: (content) => ({ role: 'system', content }),
  part: (own) => ({
    role: 'user',
    content: [
      { type: 'input_text', text: 'Look:' },
      { type: 'input_text', text: own },
    ],
  }),
  answer: (own) => ({
    ...{ type: 'message', role: 'assistant', id: 'msg_1', status: 'completed' },
    content: [{ type: 'output_text', text: own, annotations: [] }],
  }),
  arguments: (own) => ({
    ...{ type: 'function_call', call_id: 'call_1', name: 'note' },
    arguments: JSON.stringify({ a: [{ text: own }] }),
  }),
  key: (own) => ({
    ...{ type: 'function_call', call_id: 'call_1', name: 'note' },
    arguments: JSON.stringify({ [own]: 1 }),
  }),
  result: (own) => ({
    ...{ type: 'function_call_output', call_id: 'call_1' },
    output: JSON.stringify({ rows: [{ text: own }], more: JSON.stringify([own]) }),
  }),
  custom: (input) => ({ type: 'custom_tool_call', call_id: 'call_2', name: 'note', input }),
};
const PLACES: Readonly<Record<string, Make>> = {
  ...CHAT_PLACES,
  shell: (own) => ({ type: 'shell_call', call_id: 'call_3', action: { commands: ['ls', own] } }),
  server: (output) => ({
    ...{ type: 'mcp_call', id: 'mcp_1', server_label: 'charts', name: 'read', arguments: '{}' },
    output,
  }),
  unknown: (own) => ({ role: 'user', content: 'Hi.', next_year: { a: [own] } }),
};

const textsOf = (places: Readonly<Record<string, Make>>, most: number) =>
  fc.array(fc.tuple(fc.constantFrom(...Object.keys(places)), textArbitrary), {
    minLength: 1,
    maxLength: most,
  });

const requestArbitrary = fc.oneof(
  fc.record({
    model: fc.constant('gpt-5.4-mini'),
    turns: fc.array(textsOf(PLACES, 4), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    model: fc.constant('chat-only-model'),
    turns: fc.array(textsOf(CHAT_PLACES, 4), { minLength: 1, maxLength: 3 }),
  }),
);

/** Says all that it was sent, in pieces of a size. */
const echo =
  (size: number, turn: number): Respond =>
  (reply, request) => {
    const own = echoOf(request.body).text;
    if (request.url.endsWith('/responses')) {
      respondWith(reply, request, response([message(`msg_${turn}`, text(own))]), size);
    } else if (sentBody(request)['stream'] !== true) reply.json(200, completion([saying(own)]));
    else {
      reply.head(200, { 'content-type': 'text/event-stream' });
      reply.end(
        streamOf(inPieces(own, size).map((content) => delta({ content })))
          .map(event)
          .join(''),
      );
    }
  };

interface Said {
  readonly id: string;
  readonly output: readonly [{ readonly content: readonly [{ readonly text: string }] }];
}

let turns = 0;

it('no value leaves in any turn, and the client gets what the model said, in its own words', async () => {
  const ways = { stream: fc.boolean(), piece: fc.integer({ min: 1, max: 40 }) };
  await fc.assert(
    fc.asyncProperty(requestArbitrary, fc.record(ways), async ({ model, turns: all }, { stream, piece }) => {
      const written = randomTexts();
      const places: string[] = [];
      const planted: Canary[] = [];
      let previous: string | undefined;
      for (const turn of all) {
        turns += 1;
        const input = turn.map(([place, own]: readonly [string, RandomText]) => {
          const { said, canaries } = written.write(own);
          places.push(said);
          planted.push(...canaries);
          return PLACES[place]!(said);
        });
        provider(echo(piece, turns));
        const before = previous === undefined ? {} : { previous_response_id: previous };
        const answer = await askResponse({ model, input, stream, ...before });
        expect(answer.status).toBe(200);
        const ended: unknown = stream ? eventsIn(answer.body).at(-1)!['response'] : JSON.parse(answer.body);
        const { id, output } = ended as Said;
        expect(output[0].content[0].text).toBe(places.join('\n'));
        expectNotSent(planted, answerText({ ...answer, body: '' }));
        previous = id;
      }
    }),
    { numRuns: 40 },
  );
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
