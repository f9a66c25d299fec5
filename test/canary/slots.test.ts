import { describe, expect, it } from 'vitest';
import { CANARY_KINDS, canary, everyCanary } from '../support/canaries.ts';
import { ECHO_ARGUMENT_LANES, ECHO_LANES, echoMarked, echoOf } from '../support/echoing-provider.ts';
import { expectedEcho, type Plant, type PlantedRequest, plantedRequest } from '../support/planted-request.ts';
import { readStreamedLanes } from '../support/streamed-lanes.ts';
import { type Answer, answerText, watchGateway } from '../support/watched-gateway.ts';
import { wholeChatRequest } from '../support/whole-chat-request.ts';

const { ask, expectNotSent, expectNoTrace, provider, sent } = watchGateway();

/** Fields that the provider gets as a keyed hash, or not at all: nothing of them comes back. */
const NOT_ECHOED = ['user field', 'safety identifier', 'prompt cache key', 'metadata'];

const planted = (plant: Plant, more: object = {}): PlantedRequest =>
  plantedRequest(wholeChatRequest, NOT_ECHOED, plant, more);

const expectNothingLost = (request: PlantedRequest): void => {
  const places = sent().flatMap(({ body }) => echoOf(body).places);
  expect(places).toEqual(request.seen);
};

const expectArguments = (text: string, expected: string): void => {
  const parsed = JSON.parse(text) as { text: string; document: string };
  expect(parsed.text).toBe(expected);
  expect(JSON.parse(parsed.document)).toEqual({ text: expected });
};

interface UrlCitation {
  readonly start_index: number;
  readonly end_index: number;
  readonly title: string;
  readonly url: string;
}

const expectCitation = (annotations: unknown, text: string): void => {
  const [{ url_citation: cited }] = annotations as [{ url_citation: UrlCitation }];
  expect(text.slice(cited.start_index, cited.end_index)).toBe(cited.title);
  expect(cited.title).not.toMatch(/^[A-Z]+_[0-9A-Z]{6}$/);
  expect(new URL(cited.url).searchParams.get('q')).toBe(cited.title);
};

interface EchoedChoice {
  readonly message: {
    readonly content: string;
    readonly refusal: string;
    readonly reasoning_content: string;
    readonly annotations: unknown;
    readonly tool_calls: readonly [
      { readonly function: { readonly arguments: string } },
      { readonly custom: { readonly input: string } },
    ];
    readonly function_call: { readonly arguments: string };
    readonly audio: { readonly transcript: string };
  };
  readonly logprobs: { readonly content: readonly { readonly token: string }[] };
}

const expectPlainEcho = ({ status, body }: Answer, expected: string): void => {
  expect(status).toBe(200);
  const { choices } = JSON.parse(body) as { choices: [EchoedChoice] };
  const [{ message, logprobs }] = choices;
  const [call, custom] = message.tool_calls;
  expect(message.content).toBe(expected);
  expect(message.refusal).toBe(expected);
  expect(message.reasoning_content).toBe(expected);
  expect(custom.custom.input).toBe(expected);
  expect(message.audio.transcript).toBe(expected);
  expectArguments(call.function.arguments, expected);
  expectArguments(message.function_call.arguments, expected);
  expect(logprobs.content.map(({ token }) => token).join('')).toBe(expected);
  expectCitation(message.annotations, expected);
};

const expectStreamedEcho = ({ status, body }: Answer, expected: string): void => {
  expect(status).toBe(200);
  const { lanes, logprobs, annotations, done, error } = readStreamedLanes(body);
  expect({ done, error }).toEqual({ done: true, error: undefined });
  for (const lane of ECHO_LANES) expect(lanes.get(lane)).toBe(expected);
  for (const lane of ECHO_ARGUMENT_LANES) expectArguments(lanes.get(lane) ?? '', expected);
  expect(logprobs).toBe(expected);
  expectCitation(annotations, expected);
};

describe('a value of one type in every place of the request', () => {
  for (const kind of CANARY_KINDS) {
    it(`${kind}: leaves as a token and comes back, plain and streamed`, async () => {
      provider(echoMarked);
      const plain = planted((place) => [canary(kind, 2_000 + place)]);
      expectPlainEcho(await ask(plain.body), expectedEcho(plain));
      expectNothingLost(plain);
      provider(echoMarked);
      const streamed = planted((place) => [canary(kind, 2_000 + place)], { stream: true });
      expectStreamedEcho(await ask(streamed.body), expectedEcho(streamed));
      expectNothingLost(streamed);
      expectNotSent([...plain.canaries, ...streamed.canaries]);
    });
  }
});

describe('values of all types in every place of one request', () => {
  for (const stream of [false, true]) {
    // The vault keeps each of them already, so that this asks no more of it at once than the cases above.
    it(`leave as tokens and come back, ${stream ? 'streamed' : 'plain'}`, async () => {
      provider(echoMarked);
      const request = planted((place) => everyCanary(2_000 + place), { stream });
      const answer = await ask(request.body);
      if (stream) expectStreamedEcho(answer, expectedEcho(request));
      else expectPlainEcho(answer, expectedEcho(request));
      expectNothingLost(request);
      expectNotSent(request.canaries, answerText({ ...answer, body: '' }));
    });
  }
});

it('none of it has left a trace', async () => {
  await expectNoTrace();
});
