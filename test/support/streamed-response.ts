import { isResponseEvent, type ResponseEvent } from '../../lambda/openai/responses/response-event.ts';

/** The events of an SSE body, each with the name that it was sent under checked. */
export const eventsIn = (body: string): ResponseEvent[] =>
  body.split('\n\n').flatMap((frame) => {
    const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(frame) ?? [];
    if (data === undefined) return [];
    const event: unknown = JSON.parse(data);
    if (!isResponseEvent(event) || event.type !== name) throw new Error('not an event of ours');
    return [event];
  });
