import type { JsonObject } from '../json-value.ts';
import type { CallPiece } from './chat-pieces.ts';
import { type Content, createContent } from './content-parts.ts';
import type { Emit } from './emit.ts';

type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** An item of the output that is being made. */
export interface AnswerItem {
  /** Ends it, if that wasn't done yet. */
  end(status: ItemStatus): void;
  /** As it stands. */
  wire(): JsonObject;
}

interface Place extends JsonObject {
  readonly item_id: string;
  readonly output_index: number;
}

/** Where an item stands, under an id that the same answer gives again. */
const placeOf = (prefix: string, unique: string, output_index: number): Place => ({
  item_id: `${prefix}_${unique}_${output_index}`,
  output_index,
});

/** The beginning and the end that all kinds of items have. */
const framed = (
  emit: Emit,
  { output_index }: Place,
  wireAs: (status: ItemStatus) => JsonObject,
  endContent: () => void,
): AnswerItem => {
  let status: ItemStatus = 'in_progress';
  emit('response.output_item.added', { output_index, item: wireAs(status) });
  return {
    end(ending) {
      if (status !== 'in_progress') return;
      status = ending;
      endContent();
      emit('response.output_item.done', { output_index, item: wireAs(status) });
    },
    wire: () => wireAs(status),
  };
};

export type ContentItem = AnswerItem & Pick<Content, 'add' | 'annotate'>;

const contentItem = (
  emit: Emit,
  place: Place,
  wireAs: (status: ItemStatus, content: readonly JsonObject[]) => JsonObject,
): ContentItem => {
  const content = createContent(emit, place);
  const item = framed(emit, place, (status) => wireAs(status, content.parts()), content.end);
  return { ...item, add: content.add, annotate: content.annotate };
};

export const createMessageItem = (emit: Emit, unique: string, index: number): ContentItem => {
  const place = placeOf('msg', unique, index);
  return contentItem(emit, place, (status, content) => ({
    id: place.item_id,
    type: 'message',
    status,
    role: 'assistant',
    content,
  }));
};

/** Thoughts that can be read; there is no summary beside them. */
export const createReasoningItem = (emit: Emit, unique: string, index: number): ContentItem => {
  const place = placeOf('rs', unique, index);
  return contentItem(emit, place, (status, content) => ({
    id: place.item_id,
    type: 'reasoning',
    status,
    summary: [],
    content,
  }));
};

/** A call of a tool. */
export interface CallItem extends AnswerItem {
  readonly callId: string;
  add(piece: CallPiece): void;
}

const CALLS = {
  function: { prefix: 'fc', type: 'function_call', field: 'arguments', event: 'function_call_arguments' },
  custom: { prefix: 'ctc', type: 'custom_tool_call', field: 'input', event: 'custom_tool_call_input' },
} as const;

export const createCallItem = (emit: Emit, unique: string, index: number, first: CallPiece): CallItem => {
  const { prefix, type, field, event } = CALLS[first.custom ? 'custom' : 'function'];
  const place = placeOf(prefix, unique, index);
  const callId = first.id === '' ? `call_${unique}_${index}` : first.id;
  let text = '';
  const wireAs = (status: ItemStatus): JsonObject => ({
    id: place.item_id,
    type,
    status,
    call_id: callId,
    name: first.name,
    [field]: text,
  });
  const item = framed(emit, place, wireAs, () => {
    emit(`response.${event}.done`, { ...place, [field]: text });
  });
  return {
    ...item,
    callId,
    add(piece) {
      if (piece.text === '') return;
      text += piece.text;
      emit(`response.${event}.delta`, { ...place, delta: piece.text });
    },
  };
};
