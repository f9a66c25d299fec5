import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import { type ResponseEvent, responseOf } from '../openai/responses/response-event.ts';
import { moveAnnotations } from './annotation-restorer.ts';
import { isLogprobEntry, type LogprobEntry } from './logprob-restorer.ts';
import type { Restored } from './restorer.ts';

/*
 * What points into a text or spells it can only be put right when the text is: the offsets of citations and the log
 * probabilities.
 */

/** What was done to texts, by their places in the response. */
export interface TextWork {
  /** The values put back into a text, in order. */
  restoredIn(path: string): readonly Restored[];
  /** Restores log probabilities that spell a text. */
  entries(path: string, entries: readonly LogprobEntry[]): readonly LogprobEntry[];
}

/** Entries that we can't read can't be restored; they are left out. */
const finishLogprobs = (value: unknown, path: string, work: TextWork): unknown => {
  if (value === undefined || value === null) return value;
  return Array.isArray(value) && value.every(isLogprobEntry) ? work.entries(path, value) : [];
};

/** A part of a content whose texts are restored. */
const finishPart = (part: unknown, place: string, work: TextWork): unknown => {
  if (!isJsonObject(part)) return part;
  const { annotations, logprobs } = part;
  if (annotations === undefined && logprobs === undefined) return part;
  const path = `${place}.text`;
  return {
    ...part,
    ...(annotations !== undefined && { annotations: moveAnnotations(annotations, work.restoredIn(path)) }),
    ...(logprobs !== undefined && { logprobs: finishLogprobs(logprobs, path, work) }),
  };
};

/** An item whose texts are restored. */
export const finishItem = (item: unknown, place: string, work: TextWork): unknown => {
  if (!isJsonObject(item) || !Array.isArray(item['content'])) return item;
  const content = item['content'].map((part: unknown, index) =>
    finishPart(part, `${place}.content[${index}]`, work),
  );
  return { ...item, content };
};

const finishItems = (response: JsonObject, field: string, work: TextWork): JsonObject => {
  const items = response[field];
  if (!Array.isArray(items)) return {};
  return { [field]: items.map((item: unknown, index) => finishItem(item, `${field}[${index}]`, work)) };
};

const listIn = (value: unknown, field: string): readonly unknown[] => {
  const list = isJsonObject(value) ? value[field] : undefined;
  return Array.isArray(list) ? list : [];
};

/** The texts of an answer as the official clients join them. */
const joinedText = (response: JsonObject): string =>
  listIn(response, 'output')
    .flatMap((item) => listIn(item, 'content'))
    .map((part) => (isJsonObject(part) && part['type'] === 'output_text' ? String(part['text']) : ''))
    .join('');

/**
 * A response whose texts are restored. The joined text that some servers add is joined again, since a value is written
 * as its own text asks for it.
 */
export const finishResponse = (response: JsonObject, given: JsonObject, work: TextWork): JsonObject => ({
  ...response,
  ...finishItems(response, 'output', work),
  ...finishItems(response, 'instructions', work),
  ...(typeof given['output_text'] === 'string' &&
    given['output_text'] === joinedText(given) && { output_text: joinedText(response) }),
});

const CITED = /\.annotations\[\d+\]$/;

/** An event whose texts are restored; `place` says where they belong. */
export const finishEvent = (
  event: ResponseEvent,
  given: ResponseEvent,
  place: string,
  work: TextWork,
): ResponseEvent => {
  const { part, item, logprobs, annotation } = event;
  const [response, givenResponse] = [responseOf(event), responseOf(given)];
  return {
    ...event,
    ...(part !== undefined && { part: finishPart(part, place, work) }),
    ...(item !== undefined && { item: finishItem(item, place, work) }),
    ...(logprobs !== undefined && { logprobs: finishLogprobs(logprobs, place, work) }),
    ...(annotation !== undefined && {
      annotation: moveAnnotations(annotation, work.restoredIn(place.replace(CITED, '.text'))),
    }),
    ...(response !== undefined &&
      givenResponse !== undefined && { response: finishResponse(response, givenResponse, work) }),
  };
};
