import { expect } from 'vitest';
import {
  type ResponseItem,
  type ResponseResource,
  type StreamingEvent,
  streamingEvent,
} from './open-responses.ts';

/** A stream's events. Each is named on the wire as in its data; what is no event is a comment. */
export const eventsIn = (wire: string): StreamingEvent[] => {
  expect(wire.endsWith('\n\n')).toBe(true);
  const frames = wire.slice(0, -2).split('\n\n');
  return frames
    .filter((frame) => !frame.startsWith(':'))
    .map((frame) => {
      const [, name, data = ''] = /^event: (\S+)\ndata: (.+)$/.exec(frame) ?? [];
      const event = streamingEvent.parse(JSON.parse(data));
      expect(name).toBe(event.type);
      return event;
    });
};

/** A text, and the place that events give it. */
type PlacedText = readonly [place: string, text: string];

const partTexts = (parts: readonly object[], output: number): PlacedText[] =>
  parts.map((part, at) => [`${output}.${at}`, 'text' in part ? String(part.text) : '']);

const textsOf = (item: ResponseItem, output: number): PlacedText[] => {
  switch (item.type) {
    case 'message':
      return partTexts(item.content, output);
    case 'reasoning':
      return partTexts(item.summary, output);
    case 'function_call':
      return [[`${output}.`, item.arguments]];
    case 'function_call_output':
      return [];
  }
};

const placeOf = (event: Extract<StreamingEvent, { item_id: string }>): string => {
  if ('content_index' in event) return `${event.output_index}.${event.content_index}`;
  return `${event.output_index}.${'summary_index' in event ? event.summary_index : ''}`;
};

/** What a stream's deltas come to. */
const streamedTexts = (events: readonly StreamingEvent[]): PlacedText[] => {
  const texts = new Map<string, string>();
  for (const event of events) {
    if ('delta' in event) texts.set(placeOf(event), (texts.get(placeOf(event)) ?? '') + event.delta);
  }
  return [...texts];
};

const doneTexts = (events: readonly StreamingEvent[]): PlacedText[] =>
  events.flatMap((event): PlacedText[] => {
    if ('arguments' in event) return [[placeOf(event), event.arguments]];
    return 'text' in event ? [[placeOf(event), event.text]] : [];
  });

const itemsOf = (events: readonly StreamingEvent[], name: 'added' | 'done'): ResponseItem[] =>
  events.flatMap((event) => ('item' in event && event.type.endsWith(name) ? [event.item] : []));

/** What a stream says several times is the same each time, and in the specification's order. Gives its response. */
export const expectCoherent = (events: readonly StreamingEvent[]): ResponseResource => {
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
  const lifecycle = events.flatMap((event) => ('response' in event ? [event] : []));
  const { response } = lifecycle.at(-1)!;
  expect(lifecycle.map(({ type }) => type)).toEqual([
    ...['response.created', 'response.in_progress', `response.${response.status}`],
  ]);
  expect([events[0], events[1], events.at(-1)]).toEqual(lifecycle);
  expect(new Set(lifecycle.map((event) => event.response.id)).size).toBe(1);

  expect(itemsOf(events, 'done')).toEqual(response.output);
  expect(itemsOf(events, 'added').map(({ id }) => id)).toEqual(response.output.map(({ id }) => id));
  for (const event of events) {
    if ('item_id' in event) expect(event.item_id).toBe(response.output[event.output_index]?.id);
  }
  const texts = response.output.flatMap(textsOf);
  expect(streamedTexts(events)).toEqual(texts);
  expect(doneTexts(events)).toEqual(texts);
  return response;
};
