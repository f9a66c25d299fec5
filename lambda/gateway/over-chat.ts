import type { Clock } from '../contract/clock.ts';
import type { ResponseId } from '../contract/tenant.ts';
import type { JsonObject } from '../openai/json-value.ts';
import { responseEventsFromChat } from '../openai/over-chat/events-from-chat.ts';
import { responseFromChat } from '../openai/over-chat/response-from-chat.ts';
import type { PlainAnswer, StreamedAnswer } from '../providers/provider.ts';
import type { ProviderTarget } from '../providers/target.ts';

/** What a provider with chat alone answered, as a response; other answers are what they are. */
export const asResponse = (
  answer: PlainAnswer | StreamedAnswer,
  outboundFor: (target: ProviderTarget) => JsonObject,
  id: ResponseId,
  clock: Clock,
): PlainAnswer | StreamedAnswer => {
  if (answer.target.responses) return answer;
  const outbound = outboundFor(answer.target);
  const now = (): number => Math.floor(clock() / 1_000);
  const made = { unique: id.slice('resp_'.length), createdAt: now(), now };
  return answer.kind === 'plain'
    ? { ...answer, body: responseFromChat(answer.body, outbound, made) }
    : { ...answer, events: responseEventsFromChat(answer.events, outbound, made) };
};
