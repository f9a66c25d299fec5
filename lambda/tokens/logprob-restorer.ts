import { isJsonObject } from '../openai/json-value.ts';
import { createRestorer, type Restored, type RestorerOptions } from './restorer.ts';
import type { TokenBook } from './token-book.ts';

/** One entry of OpenAI's `logprobs.content`: a token of the model's vocabulary. */
export interface LogprobEntry {
  readonly token: string;
  readonly logprob: number;
  readonly [field: string]: unknown;
}

export const isLogprobEntry = (value: unknown): value is LogprobEntry =>
  isJsonObject(value) && typeof value['token'] === 'string' && typeof value['logprob'] === 'number';

/** Restores the entries of a lane. Their texts, joined, are the lane's text before and after. */
export interface LogprobRestorer {
  feed(entries: readonly LogprobEntry[]): LogprobEntry[];
  flush(): LogprobEntry[];
}

interface Placed {
  readonly entry: LogprobEntry;
  /** Offsets in all of the lane's text so far. */
  readonly start: number;
  readonly end: number;
}

/**
 * One entry for all that covered a token: the probability is that of the whole run, alternatives there are none,
 * since no other run of the model's vocabulary was weighed.
 */
const joined = (group: readonly Placed[], replaced: readonly Restored[]): LogprobEntry => {
  const start = group[0]?.start ?? 0;
  const raw = group.map(({ entry }) => entry.token).join('');
  let token = '';
  let done = 0;
  for (const { at, spelled, written } of replaced) {
    token += raw.slice(done, at - start) + written;
    done = at - start + spelled.length;
  }
  token += raw.slice(done);
  return {
    token,
    logprob: group.reduce((sum, { entry }) => sum + entry.logprob, 0),
    bytes: [...Buffer.from(token)],
    top_logprobs: [],
  };
};

/**
 * Gives every entry that lies in what has passed. Entries that share a token go together, or wait together.
 *
 * @returns the entries to send, how many of the pending ones they were, and how many replacements they used up
 */
const release = (
  pending: readonly Placed[],
  replaced: readonly Restored[],
  passed: number,
): { out: LogprobEntry[]; given: number; used: number } => {
  const out: LogprobEntry[] = [];
  let given = 0;
  let used = 0;
  for (let first = pending[0]; first !== undefined && first.end <= passed; first = pending[given]) {
    let next = given + 1;
    let end = first.end;
    let last = used;
    for (let token = replaced[last]; token !== undefined && token.at < end; token = replaced[last]) {
      for (; end < token.at + token.spelled.length; next += 1) end = pending[next]?.end ?? passed + 1;
      last += 1;
    }
    if (end > passed) break;
    out.push(last === used ? first.entry : joined(pending.slice(given, next), replaced.slice(used, last)));
    given = next;
    used = last;
  }
  return { out, given, used };
};

const growth = (replaced: readonly Restored[]): number =>
  replaced.reduce((sum, { spelled, written }) => sum + written.length - spelled.length, 0);

export const createLogprobRestorer = (
  book: TokenBook,
  { context }: Pick<RestorerOptions, 'context'>,
): LogprobRestorer => {
  let pending: Placed[] = [];
  let replaced: Restored[] = [];
  let fed = 0;
  let passed = 0;
  const restorer = createRestorer(book, { context, onRestored: (restored) => replaced.push(restored) });

  const advance = (step: () => string): LogprobEntry[] => {
    const known = replaced.length;
    passed += step().length - growth(replaced.slice(known));
    const { out, given, used } = release(pending, replaced, passed);
    pending = pending.slice(given);
    replaced = replaced.slice(used);
    return out;
  };

  return {
    feed(entries) {
      for (const entry of entries) {
        pending.push({ entry, start: fed, end: fed + entry.token.length });
        fed += entry.token.length;
      }
      return advance(() => restorer.feed(entries.map(({ token }) => token).join('')));
    },
    flush: () => advance(() => restorer.flush()),
  };
};
