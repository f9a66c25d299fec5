import type { JsonObject } from '../json-value.ts';
import type { ResponseEvent } from '../responses/response-event.ts';

/** Sends an event of a response. */
export type Emit = (type: string, fields: JsonObject) => void;

/** Events in order, numbered from 0. */
export const createEvents = (): { readonly emit: Emit; take(): readonly ResponseEvent[] } => {
  let next = 0;
  let events: ResponseEvent[] = [];
  return {
    emit(type, fields) {
      events.push({ type, sequence_number: next, ...fields });
      next += 1;
    },
    take() {
      const taken = events;
      events = [];
      return taken;
    },
  };
};
