import type { Leaf } from '../openai/leaf.ts';
import { createLogprobRestorer, type LogprobEntry, type LogprobRestorer } from './logprob-restorer.ts';
import {
  contextOf,
  createRestorer,
  type Restored,
  type Restorer,
  type RestorerOptions,
  restoreText,
} from './restorer.ts';
import type { TokenBook } from './token-book.ts';

/**
 * The lanes of an answer: texts that arrive in pieces, side by side, each with a restorer of its own. A lane is named
 * by the path of its leaf.
 */
export interface Lanes {
  /** Restores the next piece of the lane that a leaf belongs to. */
  feed(leaf: Leaf): string;
  /** The same for the entries of a lane's log probabilities. */
  feedLogprobs(lane: string, entries: readonly LogprobEntry[]): LogprobEntry[];
  /** Gives what the lanes still hold back, and forgets it. */
  flush(which: (lane: string) => boolean): readonly { readonly lane: string; readonly text: string }[];
  flushLogprobs(lane: string): LogprobEntry[];
  /** The values put back into a lane so far. */
  restoredIn(lane: string): readonly Restored[];
}

interface Lane {
  readonly restorer: Restorer;
  readonly restored: Restored[];
}

/** Paths with a star lead through fields that we don't know: they are no lanes, their texts are whole. */
const isLane = ({ path }: Leaf): boolean => !path.includes('*');

export const createLanes = (book: TokenBook): Lanes => {
  const lanes = new Map<string, Lane>();
  const logprobs = new Map<string, LogprobRestorer>();

  const open = (path: string, context: RestorerOptions['context']): Lane => {
    const restored: Restored[] = [];
    const lane = {
      restored,
      restorer: createRestorer(book, { context, onRestored: (one) => restored.push(one) }),
    };
    lanes.set(path, lane);
    return lane;
  };

  const openLogprobs = (path: string): LogprobRestorer => {
    const restorer = createLogprobRestorer(book, { context: 'text' });
    logprobs.set(path, restorer);
    return restorer;
  };

  return {
    feed(leaf) {
      const context = contextOf(leaf);
      if (context === undefined) return leaf.text;
      if (!isLane(leaf)) return restoreText(leaf.text, book, { context });
      return (lanes.get(leaf.path) ?? open(leaf.path, context)).restorer.feed(leaf.text);
    },
    feedLogprobs: (lane, entries) => (logprobs.get(lane) ?? openLogprobs(lane)).feed(entries),
    flush: (which) =>
      [...lanes].flatMap(([lane, { restorer }]) => {
        const text = which(lane) ? restorer.flush() : '';
        return text === '' ? [] : [{ lane, text }];
      }),
    flushLogprobs: (lane) => logprobs.get(lane)?.flush() ?? [],
    restoredIn: (lane) => lanes.get(lane)?.restored ?? [],
  };
};
