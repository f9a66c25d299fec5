import type { JsonObject } from '../../json.ts';
import { type AnswerHead, logprobsOf, SERVED_BY, usageOf } from './answer-plain.ts';
import type { Choice } from './compose-choices.ts';
import type { ChatRequest } from './read-chat-request.ts';

/** One step of one choice: what stands in a chunk beside its index. */
interface Step {
  readonly delta: JsonObject;
  readonly logprobs: JsonObject | null;
  readonly finish_reason: string | null;
}

const step = (delta: JsonObject, logprobs: JsonObject | null = null): Step => ({
  delta,
  logprobs,
  finish_reason: null,
});

const legacySteps = ({ calls }: Choice): readonly Step[] =>
  calls.flatMap((call) => [
    step({ function_call: { name: call.name, arguments: '' } }),
    ...call.arguments.map((piece) => step({ function_call: { arguments: piece } })),
  ]);

const toolSteps = ({ calls }: Choice): readonly Step[] =>
  calls.flatMap(({ id, name, arguments: pieces }, index) => [
    step({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
    ...pieces.map((piece) => step({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]);

const stepsOf = (choice: Choice, topLogprobs: number | undefined): readonly Step[] => [
  step({ role: 'assistant', content: choice.calls.length > 0 ? null : '', refusal: null }),
  ...choice.content.map((piece) =>
    step({ content: piece }, topLogprobs === undefined ? null : logprobsOf([piece], topLogprobs)),
  ),
  ...(choice.legacyCall ? legacySteps(choice) : toolSteps(choice)),
  { delta: {}, logprobs: null, finish_reason: choice.finishReason },
];

/** The steps of all choices, taking turns, as a provider that writes them side by side sends them. */
function* takeTurns(lanes: readonly (readonly Step[])[]): Generator<JsonObject, void, undefined> {
  const longest = Math.max(0, ...lanes.map((lane) => lane.length));
  for (let at = 0; at < longest; at += 1) {
    for (const [index, lane] of lanes.entries()) {
      const next = lane[at];
      if (next) yield { index, ...next };
    }
  }
}

/** The answer as a series of `chat.completion.chunk`, without the `[DONE]` behind them. */
export function* answerStreamed(
  head: AnswerHead,
  request: ChatRequest,
  choices: readonly Choice[],
): Generator<JsonObject, void, undefined> {
  const chunk = { ...head, object: 'chat.completion.chunk', ...SERVED_BY };
  const pending = request.includeUsage ? { usage: null } : {};
  for (const choice of takeTurns(choices.map((each) => stepsOf(each, request.topLogprobs)))) {
    yield { ...chunk, choices: [choice], ...pending };
  }
  if (request.includeUsage) yield { ...chunk, choices: [], usage: usageOf(request, choices) };
}
