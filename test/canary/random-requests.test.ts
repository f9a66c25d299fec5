import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Canary } from '../support/canaries.ts';
import { echoOf } from '../support/echoing-provider.ts';
import { completion, delta, event, inPieces, saying, sentBody, streamOf } from '../support/openai-wire.ts';
import { type RandomText, randomTexts, textArbitrary } from '../support/random-texts.ts';
import { readStreamedLanes } from '../support/streamed-lanes.ts';
import { answerText, watchGateway } from '../support/watched-gateway.ts';

const { ask, expectNotSent, expectNoTrace, provider } = watchGateway();

/** Where a text can stand in a message, or beside the messages. */
const PLACES: Readonly<Record<string, (text: string) => object>> = {
  user: (content) => ({ role: 'user', content }),
  system: (content) => ({ role: 'system', content }),
  part: (text) => ({
    role: 'user',
    content: [
      { type: 'text', text: 'Look:' },
      { type: 'text', text },
    ],
  }),
  assistant: (content) => ({ role: 'assistant', content, reasoning_content: 'Hm.' }),
  refusal: (refusal) => ({ role: 'assistant', content: null, refusal }),
  reasoning: (reasoning) => ({ role: 'assistant', content: '', reasoning }),
  arguments: (text) => ({
    role: 'assistant',
    tool_calls: [
      {
        id: 'call_1',
        type: 'function',
        function: { name: 'note', arguments: JSON.stringify({ a: [{ text }] }) },
      },
    ],
  }),
  key: (text) => ({
    role: 'assistant',
    tool_calls: [
      {
        id: 'call_1',
        type: 'function',
        function: { name: 'note', arguments: JSON.stringify({ [text]: 1 }) },
      },
    ],
  }),
  result: (text) => ({
    role: 'tool',
    tool_call_id: 'call_1',
    content: JSON.stringify({ rows: [{ text }], more: JSON.stringify([text]) }),
  }),
  unknown: (text) => ({ role: 'user', content: 'Hi.', next_year: { a: [text] } }),
};

const requestArbitrary = fc.record({
  messages: fc.array(fc.tuple(fc.constantFrom(...Object.keys(PLACES)), textArbitrary), {
    minLength: 1,
    maxLength: 6,
  }),
  beside: fc.option(textArbitrary),
  stream: fc.boolean(),
  piece: fc.integer({ min: 1, max: 40 }),
});

const build = ({
  messages,
  beside,
  stream,
}: typeof requestArbitrary extends fc.Arbitrary<infer T> ? T : never) => {
  const canaries: Canary[] = [];
  const said: string[] = [];
  const texts = randomTexts();
  const write = (text: RandomText): string => {
    const written = texts.write(text);
    canaries.push(...written.canaries);
    said.push(written.said);
    return written.said;
  };
  const body = {
    model: 'gpt-5.4-mini',
    stream,
    messages: messages.map(([place, text]) => PLACES[place]!(write(text))),
    ...(beside !== null && { invented: { note: write(beside) } }),
  };
  return { body, canaries, expected: said.join('\n') };
};

it('no value leaves, and the client gets what the model said, in its own words', async () => {
  await fc.assert(
    fc.asyncProperty(requestArbitrary, async (random) => {
      const { body, canaries, expected } = build(random);
      provider((reply, request) => {
        const { text } = echoOf(request.body);
        if (sentBody(request)['stream'] !== true) reply.json(200, completion([saying(text)]));
        else {
          const chunks = streamOf(inPieces(text, random.piece).map((content) => delta({ content })));
          reply.head(200, { 'content-type': 'text/event-stream' });
          reply.end(chunks.map(event).join(''));
        }
      });
      const answer = await ask(body);
      expect(answer.status).toBe(200);
      const content = random.stream
        ? readStreamedLanes(answer.body).lanes.get('0.content')
        : (JSON.parse(answer.body) as { choices: [{ message: { content: string } }] }).choices[0].message
            .content;
      expect(content).toBe(expected);
      expectNotSent(canaries, answerText({ ...answer, body: '' }));
    }),
    { numRuns: 80 },
  );
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
