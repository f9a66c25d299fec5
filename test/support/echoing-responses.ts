import { expect } from 'vitest';
import { echoOf } from './echoing-provider.ts';
import { inPieces } from './openai-wire.ts';
import {
  codeCall,
  customCall,
  functionCall,
  type ItemMaker,
  mcpCall,
  message,
  patchCall,
  reasoning,
  streamedResponse,
} from './response-stream.ts';
import { readResponseTexts, textsOfResponse } from './response-texts.ts';
import type { Respond } from './scripted-provider.ts';
import { eventsIn } from './streamed-response.ts';

/** Arguments that hold the text as it is, and once more in JSON in a string. */
const argumentsWith = (text: string): string => JSON.stringify({ text, document: JSON.stringify({ text }) });

const makersFor = (text: string): readonly ItemMaker[] => [
  reasoning([text], [text]),
  message([text, text]),
  functionCall(argumentsWith(text)),
  customCall(text),
  mcpCall(argumentsWith(text)),
  codeCall(text),
  patchCall(text),
];

/** Where the text stands in the output, and where JSON around it does. */
const PLACES = [
  '0.summary.0.text',
  '0.content.0.text',
  '1.content.0.text',
  '1.content.1.refusal',
  '3.input',
  '5.code',
  '6.operation.diff',
] as const;
const ARGUMENT_PLACES = ['2.arguments', '4.arguments'] as const;

/** Offsets of pieces of a few characters; of more where the text is long. */
const cutsOf = (text: string): number[] => {
  const size = text.length > 4_000 ? 97 : 5;
  let at = 0;
  return inPieces(text, size).map((piece) => (at += piece.length));
};

/**
 * A model that says all marked texts of the request again, wherever a model can say something, in small pieces, all
 * items at once. Each answer has ids of its own.
 */
export const echoMarkedResponse: Respond = (reply, { body }, index) => {
  const { text } = echoOf(body);
  const { events, response } = streamedResponse(makersFor(text), {
    at: cutsOf(text),
    beginsWhereAdded: true,
    turns: [0, 1, 2, 3, 4, 5, 6],
    incomplete: false,
  });
  const own = (value: unknown): string => JSON.stringify(value).replaceAll('"item_', `"item_${index}_`);
  if ((JSON.parse(body) as { stream?: boolean }).stream === true) reply.sse(...events.map(own));
  else reply.json(200, JSON.parse(own(response)));
};

const expectArguments = (text: string | undefined, expected: string): void => {
  const parsed = JSON.parse(text ?? '') as { text: string; document: string };
  expect(parsed.text).toBe(expected);
  expect(JSON.parse(parsed.document)).toEqual({ text: expected });
};

const expectTexts = (texts: ReadonlyMap<string, string>, expected: string): void => {
  for (const place of PLACES) expect({ place, text: texts.get(place) }).toEqual({ place, text: expected });
  for (const place of ARGUMENT_PLACES) expectArguments(texts.get(place), expected);
};

/** A response that says it in every place. */
export const expectEcho = (response: Readonly<Record<string, unknown>>, expected: string): void => {
  expectTexts(textsOfResponse(response), expected);
};

/** A body of events that do; what repeats a text agrees with its deltas. */
export const expectStreamedEcho = (body: string, expected: string): void => {
  const events = eventsIn(body);
  expect(events.at(-1)?.type).toBe('response.completed');
  const texts = [...readResponseTexts(events)];
  expectTexts(new Map(texts.map(([place, { said }]) => [place, said])), expected);
  for (const [, { said, repeated }] of texts) expect(repeated).toEqual(repeated.map(() => said));
};
