import { GatewayError } from '../contract/gateway-error.ts';
import { chatAnswerLeaves } from '../openai/chat/chat-answer-leaves.ts';
import {
  answersOnly,
  beginsToolCall,
  type ChatChoice,
  type ChatFrame,
  choiceOf,
  deltaOf,
  endOf,
  insertedChunk,
  isChatFrame,
  isFinished,
  isThought,
  textsOf,
} from '../openai/chat/chat-chunk.ts';
import { isJsonObject } from '../openai/json-value.ts';
import type { Visit } from '../openai/leaf.ts';
import { restoreAnnotations } from './annotation-restorer.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { isLogprobEntry, type LogprobEntry } from './logprob-restorer.ts';
import type { TokenBook } from './token-book.ts';

/** Entries that we can't read can't be restored; they are left out. */
const restoreLogprobs = (
  choice: ChatChoice,
  restore: (field: string, entries: readonly LogprobEntry[]) => readonly LogprobEntry[],
): ChatChoice => {
  const given = choice['logprobs'];
  if (!isJsonObject(given)) return choice;
  const logprobs = Object.entries(given).map(([field, entries]) => {
    const readable = Array.isArray(entries) && entries.every(isLogprobEntry);
    return [field, readable ? restore(field, entries) : null];
  });
  return { ...choice, logprobs: Object.fromEntries(logprobs) };
};

/** Citations point into the text of their choice, so its replacements shift them. */
const annotate = (
  choice: ChatChoice,
  side: 'message' | 'delta',
  book: TokenBook,
  lanes: Lanes,
): ChatChoice => {
  const spoken = choice[side];
  if (!isJsonObject(spoken) || spoken['annotations'] === undefined) return choice;
  const restored = lanes.restoredIn(`choices[${choice.index}].${side}.content`);
  return {
    ...choice,
    [side]: { ...spoken, annotations: restoreAnnotations(spoken['annotations'], book, restored) },
  };
};

const walk = (frame: ChatFrame, visit: Visit): ChatFrame => {
  const walked = chatAnswerLeaves(frame, '', visit);
  if (!isChatFrame(walked)) throw new GatewayError('provider_failed');
  return walked;
};

/** Puts the values back into a plain answer, whole. */
export const restoreChatCompletion = (completion: ChatFrame, book: TokenBook): ChatFrame => {
  const lanes = createLanes(book);
  const rest = (path: string): string => lanes.flush((lane) => lane === path)[0]?.text ?? '';
  const walked = walk(completion, (leaf) => lanes.feed(leaf) + rest(leaf.path));
  const choices = walked.choices.map((choice) =>
    restoreLogprobs(annotate(choice, 'message', book, lanes), (field, entries) => {
      const lane = `${choice.index}.${field}`;
      return [...lanes.feedLogprobs(lane, entries), ...lanes.flushLogprobs(lane)];
    }),
  );
  return { ...walked, choices };
};

/** Puts the values back into an answer that comes in chunks. */
export interface ChatStreamRestorer {
  /** The chunks to send for one of the provider's: at least one. */
  feed(chunk: ChatFrame): readonly ChatFrame[];
  /** What choices that never finished hold back, in the frame of the last chunk. Nothing after a proper end. */
  flush(last: ChatFrame): readonly ChatFrame[];
}

/** What was held back, as chunks of our own: a field each, as clients expect of deltas. */
const heldChunks = (frame: ChatFrame, lanes: Lanes, held: ReturnType<Lanes['flush']>): ChatFrame[] =>
  held.map(({ lane, text }) => {
    const index = choiceOf(lane);
    const field = lane.endsWith('.delta.content') ? 'content' : 'refusal';
    const entries = lane.endsWith(`.delta.${field}`) ? lanes.flushLogprobs(`${index}.${field}`) : [];
    const logprobs = { content: null, refusal: null, [field]: entries };
    return insertedChunk(frame, {
      index,
      delta: deltaOf(lane, text),
      ...(entries.length > 0 && { logprobs }),
    });
  });

/** Log probabilities that still wait, though no text does, as chunks of our own. */
const heldEntries = (frame: ChatFrame, lanes: Lanes, indexes: ReadonlySet<number>): ChatFrame[] =>
  [...indexes].flatMap((index) => {
    const content = lanes.flushLogprobs(`${index}.content`);
    const refusal = lanes.flushLogprobs(`${index}.refusal`);
    if (content.length + refusal.length === 0) return [];
    return [insertedChunk(frame, { index, delta: {}, logprobs: { content, refusal } })];
  });

const indexesOf = (chunk: ChatFrame, which: (choice: ChatChoice) => boolean): ReadonlySet<number> =>
  new Set(chunk.choices.filter(which).map(({ index }) => index));

const isOfToolCall = (lane: string): boolean => lane.includes('.tool_calls[');

/**
 * Each of the provider's chunks becomes one of ours, perhaps with an empty text while a token is incomplete, so that
 * usage, log probabilities and unknown fields keep their places. What is held back when a choice finishes goes out
 * before the chunk that finishes it, its words before the chunk in which it begins to call a tool, and its thoughts
 * before the chunk in which it begins to answer.
 */
export const createChatStreamRestorer = (book: TokenBook): ChatStreamRestorer => {
  const lanes = createLanes(book);
  const answering = new Set<number>();

  const beginsAnswer = (choice: ChatChoice): boolean => {
    if (answering.has(choice.index) || !answersOnly(choice)) return false;
    answering.add(choice.index);
    return true;
  };

  /** What is at an end when a chunk begins something new. */
  const endedBy = (chunk: ChatFrame): ReturnType<Lanes['flush']> => {
    const calling = indexesOf(chunk, beginsToolCall);
    const begun = indexesOf(chunk, beginsAnswer);
    if (calling.size + begun.size === 0) return [];
    return lanes.flush(
      (lane) =>
        (calling.has(choiceOf(lane)) && !isOfToolCall(lane)) ||
        (begun.has(choiceOf(lane)) && isThought(lane)),
    );
  };

  const restore = (chunk: ChatFrame): ChatFrame => {
    const walked = walk(chunk, (leaf) => lanes.feed(leaf));
    const choices = walked.choices.map((choice) =>
      restoreLogprobs(annotate(choice, 'delta', book, lanes), (field, entries) =>
        lanes.feedLogprobs(`${choice.index}.${field}`, entries),
      ),
    );
    return { ...walked, choices };
  };

  return {
    feed(chunk) {
      const ended = endedBy(chunk);
      const out = restore(chunk);
      const before = heldChunks(out, lanes, ended);
      const finished = indexesOf(out, isFinished);
      if (finished.size === 0) return [...before, out];
      const texts = lanes.flush((lane) => finished.has(choiceOf(lane)));
      const held = [...heldChunks(out, lanes, texts), ...heldEntries(out, lanes, finished)];
      return held.length === 0 ? [...before, out] : [...before, ...textsOf(out), ...held, endOf(out)];
    },
    flush: (last) =>
      heldChunks(
        last,
        lanes,
        lanes.flush(() => true),
      ),
  };
};
