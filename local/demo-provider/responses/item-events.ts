import type { JsonObject } from '../../json.ts';
import type { CallItem, MessageItem, OutputItem, ReasoningItem } from './compose-output.ts';
import { begunItem, endedItem, logprobsOf, summaryPart, textPart } from './wire-items.ts';

/** An event before it is numbered. */
export interface ResponseEvent extends JsonObject {
  readonly type: `response.${string}`;
}

type Events = Generator<ResponseEvent, void, undefined>;

function* summaryEvents({ id, summary }: ReasoningItem, outputIndex: number): Events {
  for (const [index, pieces] of summary.entries()) {
    const place = { item_id: id, output_index: outputIndex, summary_index: index };
    yield { type: 'response.reasoning_summary_part.added', ...place, part: summaryPart([]) };
    for (const delta of pieces) yield { type: 'response.reasoning_summary_text.delta', ...place, delta };
    yield { type: 'response.reasoning_summary_text.done', ...place, text: pieces.join('') };
    yield { type: 'response.reasoning_summary_part.done', ...place, part: summaryPart(pieces) };
  }
}

function* textEvents(
  { id, pieces }: MessageItem,
  outputIndex: number,
  alternatives: number | undefined,
): Events {
  const place = { item_id: id, output_index: outputIndex, content_index: 0 };
  yield { type: 'response.content_part.added', ...place, part: textPart([], alternatives) };
  for (const [index, logprobs] of pieces.map((piece) => logprobsOf([piece], alternatives)).entries()) {
    yield { type: 'response.output_text.delta', ...place, delta: pieces[index], logprobs };
  }
  const logprobs = logprobsOf(pieces, alternatives);
  yield { type: 'response.output_text.done', ...place, text: pieces.join(''), logprobs };
  yield { type: 'response.content_part.done', ...place, part: textPart(pieces, alternatives) };
}

function* callEvents({ id, tool, pieces }: CallItem, outputIndex: number): Events {
  const place = { item_id: id, output_index: outputIndex };
  const given = pieces.join('');
  if (tool.kind === 'custom') {
    for (const delta of pieces) yield { type: 'response.custom_tool_call_input.delta', ...place, delta };
    yield { type: 'response.custom_tool_call_input.done', ...place, input: given };
  } else {
    for (const delta of pieces) yield { type: 'response.function_call_arguments.delta', ...place, delta };
    yield { type: 'response.function_call_arguments.done', ...place, arguments: given };
  }
}

const innerEvents = (item: OutputItem, outputIndex: number, alternatives: number | undefined): Events => {
  switch (item.kind) {
    case 'reasoning':
      return summaryEvents(item, outputIndex);
    case 'message':
      return textEvents(item, outputIndex, alternatives);
    case 'call':
      return callEvents(item, outputIndex);
  }
};

/** The events of one item, from its beginning to its end. */
export function* itemEvents(item: OutputItem, outputIndex: number, alternatives: number | undefined): Events {
  yield { type: 'response.output_item.added', output_index: outputIndex, item: begunItem(item) };
  yield* innerEvents(item, outputIndex, alternatives);
  yield {
    type: 'response.output_item.done',
    output_index: outputIndex,
    item: endedItem(item, alternatives),
  };
}
