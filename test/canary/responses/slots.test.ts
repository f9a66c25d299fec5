import { describe, expect, it } from 'vitest';
import { CANARY_KINDS, type Canary, canary, everyCanary, sentencesOf } from '../../support/canaries.ts';
import { echoMarked, echoOf, marked } from '../../support/echoing-provider.ts';
import { echoMarkedResponse, expectEcho, expectStreamedEcho } from '../../support/echoing-responses.ts';
import { chatOnlyAsWell } from '../../support/gateway.ts';
import { textsOfResponse } from '../../support/response-texts.ts';
import { eventsIn } from '../../support/streamed-response.ts';
import { type Answer, answerText, watchGateway } from '../../support/watched-gateway.ts';
import { chatLikeResponsesRequest, wholeResponsesRequest } from '../../support/whole-responses-request.ts';

const { askResponse, call, expectNotSent, expectNoTrace, provider, sent } = watchGateway({
  catalogue: chatOnlyAsWell,
});

type Whole = typeof wholeResponsesRequest | typeof chatLikeResponsesRequest;

interface Planted {
  readonly body: object;
  /** What was said in each place. */
  readonly said: ReadonlyMap<number, string>;
  /** The numbers of the places that the model sees. */
  readonly seen: readonly number[];
  readonly canaries: readonly Canary[];
}

/** A keyed hash goes out of who the end user is, and reasoning without its seal could not be looked up. */
const NOT_SENT = [
  'user field',
  'safety identifier',
  'prompt cache key',
  'reasoning summary',
  'reasoning text',
];
/** Chat has thoughts, but no summary of them, and no words for these. */
const NOT_SENT_AS_CHAT = [
  ...NOT_SENT.filter((place) => place !== 'reasoning text'),
  ...['cited file', 'cited address', 'cited title', 'cited container file'],
  ...['metadata', 'client metadata', 'output title'],
];

/** A request with a text in each place, in each of them what `plant` gives for its number. */
const planted = (
  whole: Whole,
  notSent: readonly string[],
  plant: (place: number) => readonly Canary[],
  more: object = {},
): Planted => {
  const said = new Map<number, string>();
  const sent: number[] = [];
  const canaries: Canary[] = [];
  const body = whole((place) => {
    const number = said.size;
    const own = plant(number);
    canaries.push(...own);
    if (!notSent.includes(place)) sent.push(number);
    const text = marked(number, sentencesOf(own));
    said.set(number, text);
    return text;
  });
  const written = JSON.stringify({ ...body, ...more });
  const seen = sent.filter((number) => written.includes(marked(number, '')));
  return { body: { ...body, ...more }, said, seen, canaries };
};

/** The model's answer, in the caller's own words: each place that the model saw, in order. */
const expectedEcho = ({ said, seen }: Planted): string => seen.map((place) => said.get(place)!).join('\n');

const expectNothingLost = (request: Planted): void => {
  const places = sent().flatMap(({ body }) => echoOf(body).places);
  expect(places).toEqual(request.seen);
};

const answered = ({ body, status }: Answer): Readonly<Record<string, unknown>> => {
  expect(status).toBe(200);
  return JSON.parse(body) as Readonly<Record<string, unknown>>;
};

describe('a value of one type in every place of the request', () => {
  for (const [index, kind] of CANARY_KINDS.entries()) {
    it(`${kind}: leaves as a token and comes back, plain and streamed`, async () => {
      const plant = (place: number) => [canary(kind, index * 211 + place)];
      provider(echoMarkedResponse);
      const plain = planted(wholeResponsesRequest, NOT_SENT, plant);
      expectEcho(answered(await askResponse(plain.body)), expectedEcho(plain));
      expectNothingLost(plain);
      provider(echoMarkedResponse);
      const streamed = planted(wholeResponsesRequest, NOT_SENT, plant, { stream: true });
      expectStreamedEcho((await askResponse(streamed.body)).body, expectedEcho(streamed));
      expectNothingLost(streamed);
      expectNotSent(plain.canaries);
    });
  }
});

describe('values of all types in every place of one request', () => {
  for (const stream of [false, true]) {
    it(`leave as tokens and come back, ${stream ? 'streamed' : 'plain'}`, async () => {
      provider(echoMarkedResponse);
      const plant = (place: number) => everyCanary(10_000 + place);
      const request = planted(wholeResponsesRequest, NOT_SENT, plant, { stream });
      const answer = await askResponse(request.body);
      if (stream) expectStreamedEcho(answer.body, expectedEcho(request));
      else expectEcho(answered(answer), expectedEcho(request));
      expectNothingLost(request);
      expectNotSent(request.canaries, answerText({ ...answer, body: '' }));
    });

    it(`come back when the answer is read again, which was ${stream ? 'streamed' : 'plain'}`, async () => {
      provider(echoMarkedResponse);
      const plant = (place: number) => [canary(CANARY_KINDS[place % CANARY_KINDS.length]!, 11_000 + place)];
      const more = { stream, store: true };
      const request = planted(chatLikeResponsesRequest, NOT_SENT, plant, more);
      const answer = await askResponse(request.body);
      const { id } = stream
        ? (eventsIn(answer.body).at(-1)!['response'] as { id: string })
        : (answered(answer) as { id: string });
      const expected = expectedEcho(request);
      expectEcho(answered(await call('GET', `/responses/${id}`)), expected);
      expectStreamedEcho((await call('GET', `/responses/${id}?stream=true`)).body, expected);
      const listed = await call('GET', `/responses/${id}/input_items?limit=100&order=asc`);
      for (const place of request.seen.slice(1, 12)) {
        expect(listed.body).toContain(JSON.stringify(request.said.get(place)).slice(1, -1));
      }
      expectNotSent(request.canaries);
    });

    it(`are said to a provider of chat alone in tokens too, ${stream ? 'streamed' : 'plain'}`, async () => {
      provider(echoMarked);
      const plant = (place: number) => everyCanary(12_000 + place);
      const model = 'chat-only-model';
      const request = planted(chatLikeResponsesRequest, NOT_SENT_AS_CHAT, plant, { stream, model });
      const answer = await askResponse(request.body);
      const response = stream
        ? (eventsIn(answer.body).at(-1)!['response'] as object)
        : (answered(answer) as object);
      const said = [...textsOfResponse({ ...response }).values()];
      expectNothingLost(request);
      expect(said[1]).toBe(expectedEcho(request));
      expectNotSent(request.canaries, answerText({ ...answer, body: '' }));
    });
  }
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
