import { isJsonObject, type JsonObject } from '../json-value.ts';
import { eventsOfItem } from './item-events.ts';

/** The events that end a stream, by the status of the response. */
const ENDS: ReadonlyMap<unknown, string> = new Map([
  ['completed', 'response.completed'],
  ['incomplete', 'response.incomplete'],
  ['failed', 'response.failed'],
]);

/** A response before anything of it was made. */
const begun = (response: JsonObject): JsonObject => ({
  ...response,
  status: 'in_progress',
  output: [],
  usage: null,
  error: null,
  incomplete_details: null,
  ...(Object.hasOwn(response, 'completed_at') && { completed_at: null }),
});

/**
 * The events by which a response that came whole would have been streamed, in OpenAI's order, as the `data` of each.
 *
 * https://developers.openai.com/api/reference/resources/responses/streaming-events
 */
export const eventsOfResponse = (response: JsonObject): readonly string[] => {
  const output = Array.isArray(response['output']) ? response['output'].filter(isJsonObject) : [];
  const start = begun(response);
  const events = [
    { type: 'response.created', response: start },
    { type: 'response.in_progress', response: start },
    ...output.flatMap(eventsOfItem),
    { type: ENDS.get(response['status']) ?? 'response.completed', response },
  ];
  return events.map((event, sequence_number) => JSON.stringify({ ...event, sequence_number }));
};
