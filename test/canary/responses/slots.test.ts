import { describe, expect, it } from 'vitest';
import { CANARY_KINDS, type CanaryKind, canary, everyCanary } from '../../support/canaries.ts';
import { echoMarked, echoOf } from '../../support/echoing-provider.ts';
import { echoMarkedResponse, expectEcho, expectStreamedEcho } from '../../support/echoing-responses.ts';
import { chatOnlyAsWell } from '../../support/gateway.ts';
import {
  expectedEcho,
  type Plant,
  type PlantedRequest,
  plantedRequest,
} from '../../support/planted-request.ts';
import { textsOfResponse } from '../../support/response-texts.ts';
import { eventsIn } from '../../support/streamed-response.ts';
import { type Answer, answerText, watchGateway } from '../../support/watched-gateway.ts';
import { chatLikeResponsesRequest, wholeResponsesRequest } from '../../support/whole-responses-request.ts';

const { askResponse, call, expectNotSent, expectNoTrace, provider, sent } = watchGateway({
  catalogue: chatOnlyAsWell,
});

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

/** The same values each time, so that the vault has to keep them once. */
const of =
  (kind: CanaryKind): Plant =>
  (place) => [canary(kind, 10_000 + place)];
const ofAll: Plant = (place) => everyCanary(10_000 + place);
/** One type in each place, the next one in the next. */
const inTurn =
  (first: number): Plant =>
  (place) => [canary(CANARY_KINDS[(first + place) % CANARY_KINDS.length]!, 10_000 + place)];

const whole = (plant: Plant, more: object = {}): PlantedRequest =>
  plantedRequest(wholeResponsesRequest, NOT_SENT, plant, more);

const expectNothingLost = (request: PlantedRequest): void => {
  const places = sent().flatMap(({ body }) => echoOf(body).places);
  expect(places).toEqual(request.seen);
};

const answered = ({ body, status }: Answer): Readonly<Record<string, unknown>> => {
  expect(status).toBe(200);
  return JSON.parse(body) as Readonly<Record<string, unknown>>;
};

const responseOf = (answer: Answer, stream: boolean): Readonly<Record<string, unknown>> =>
  stream ? { ...(eventsIn(answer.body).at(-1)!['response'] as object) } : answered(answer);

const ways = [false, true] as const;
const mode = (stream: boolean): string => (stream ? 'streamed' : 'plain');

describe('a value of one type in every place of the request', () => {
  for (const kind of CANARY_KINDS) {
    it(`${kind}: leaves as a token and comes back`, async () => {
      provider(echoMarkedResponse);
      const request = whole(of(kind));
      expectEcho(answered(await askResponse(request.body)), expectedEcho(request));
      expectNothingLost(request);
      expectNotSent(request.canaries);
    });
  }
});

describe('values of all types', () => {
  it('each in another place, leave as tokens and come back from a stream of small pieces', async () => {
    for (const first of [0, 6, 13]) {
      provider(echoMarkedResponse);
      const request = whole(inTurn(first), { stream: true });
      expectStreamedEcho((await askResponse(request.body)).body, expectedEcho(request));
      expectNothingLost(request);
      expectNotSent(request.canaries);
    }
  });

  for (const stream of ways) {
    it(`all in every place, leave as tokens and come back, ${mode(stream)}`, async () => {
      provider(echoMarkedResponse);
      const request = whole(ofAll, { stream });
      const answer = await askResponse(request.body);
      if (stream) expectStreamedEcho(answer.body, expectedEcho(request));
      else expectEcho(answered(answer), expectedEcho(request));
      expectNothingLost(request);
      expectNotSent(request.canaries, answerText({ ...answer, body: '' }));
    });

    it(`come back when the answer is read again, which was ${mode(stream)}`, async () => {
      provider(echoMarkedResponse);
      const more = { stream, store: true };
      const request = plantedRequest(chatLikeResponsesRequest, NOT_SENT, inTurn(3), more);
      const { id } = responseOf(await askResponse(request.body), stream);
      const expected = expectedEcho(request);
      expectEcho(answered(await call('GET', `/responses/${String(id)}`)), expected);
      expectStreamedEcho((await call('GET', `/responses/${String(id)}?stream=true`)).body, expected);
      const listed = await call('GET', `/responses/${String(id)}/input_items?limit=100&order=asc`);
      for (const place of request.seen.slice(1, 12)) {
        expect(listed.body).toContain(JSON.stringify(request.said.get(place)).slice(1, -1));
      }
      expectNotSent(request.canaries);
    });

    it(`are said to a provider of chat alone in tokens too, ${mode(stream)}`, async () => {
      provider(echoMarked);
      const more = { stream, model: 'chat-only-model' };
      const request = plantedRequest(chatLikeResponsesRequest, NOT_SENT_AS_CHAT, ofAll, more);
      const answer = await askResponse(request.body);
      const said = [...textsOfResponse(responseOf(answer, stream)).values()];
      expectNothingLost(request);
      expect(said[1]).toBe(expectedEcho(request));
      expectNotSent(request.canaries, answerText({ ...answer, body: '' }));
    });
  }
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
