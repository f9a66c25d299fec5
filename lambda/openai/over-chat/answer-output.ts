import { GatewayError } from '../../contract/gateway-error.ts';
import type { JsonObject } from '../json-value.ts';
import {
  type AnswerItem,
  type CallItem,
  type ContentItem,
  createCallItem,
  createMessageItem,
  createReasoningItem,
} from './answer-items.ts';
import type { CallPiece, ChatPieces } from './chat-pieces.ts';
import type { Emit } from './emit.ts';

/** The items that an answer in chat comes to. */
export interface AnswerOutput {
  add(pieces: ChatPieces): void;
  /** Ends everything that is open. An answer that is not whole broke off in its last item. */
  end(complete: boolean): void;
  items(): readonly JsonObject[];
}

type CreateItem = (emit: Emit, unique: string, index: number) => ContentItem;

/** Some servers give all parallel calls the same index. */
const isOther = ({ callId }: CallItem, { id, name }: CallPiece): boolean =>
  id !== '' && name !== '' && id !== callId;

/**
 * Thoughts and texts end where something else begins. Calls stay open to the end of the answer, since the pieces of
 * parallel ones may alternate.
 *
 * @param unique what names the answer; the ids of its items are made of it
 */
export const createAnswerOutput = (emit: Emit, unique: string): AnswerOutput => {
  const items: AnswerItem[] = [];
  const calls = new Map<number, CallItem>();
  /** Whether there is more than thoughts. */
  let answered = false;
  let open: { readonly create: CreateItem; readonly item: ContentItem } | undefined;

  const endOpen = (): void => {
    open?.item.end('completed');
    open = undefined;
  };

  const begin = <T extends AnswerItem>(create: (index: number) => T): T => {
    endOpen();
    const item = create(items.length);
    items.push(item);
    return item;
  };

  const inItem = (create: CreateItem): ContentItem => {
    if (open?.create === create) return open.item;
    const item = begin((index) => create(emit, unique, index));
    open = { create, item };
    answered ||= create === createMessageItem;
    return item;
  };

  const addCall = (piece: CallPiece): void => {
    let call = calls.get(piece.index);
    if (call === undefined || isOther(call, piece)) {
      if (piece.name === '') throw new GatewayError('provider_failed');
      call = begin((index) => createCallItem(emit, unique, index, piece));
      calls.set(piece.index, call);
      answered = true;
    }
    call.add(piece);
  };

  return {
    add({ thought, text, logprobs, refusal, annotations, calls: pieces }) {
      if (thought !== '') inItem(createReasoningItem).add('reasoning_text', thought);
      if (text !== '' || logprobs.length > 0) inItem(createMessageItem).add('output_text', text, logprobs);
      for (const annotation of annotations) inItem(createMessageItem).annotate(annotation);
      if (refusal !== '') inItem(createMessageItem).add('refusal', refusal);
      pieces.forEach(addCall);
    },
    end(complete) {
      // Who said nothing and was not cut off said an empty text.
      if (complete && !answered) inItem(createMessageItem).add('output_text', '');
      const last = items.at(-1);
      for (const item of items) item.end(complete || item !== last ? 'completed' : 'incomplete');
    },
    items: () => items.map((item) => item.wire()),
  };
};
