import type { Leaf } from '../openai/leaf.ts';
import { WORD } from './json-depth.ts';
import { createTextDepth, type Place } from './text-depth.ts';
import { MAX_TOKEN_LENGTH, tokenShape } from './token.ts';
import type { TokenBook } from './token-book.ts';
import { writeInUrl } from './url-run.ts';

/**
 * Puts values back in place of tokens, piece by piece. However the text is cut into pieces, what comes out is the same.
 */
export interface Restorer {
  /** Gives all text that can be given now. Only a tail that may become an issued token is held back. */
  feed(text: string): string;
  /** Gives what was held back, as it is: a token that was cut off is never guessed. */
  flush(): string;
}

/** A value put back: where it stands in the output, and how much longer it is than its token was. */
export interface Restored {
  /** Offset of the token in what was fed, all pieces together. UTF-16 units. */
  readonly at: number;
  readonly spelled: string;
  readonly written: string;
}

export interface RestorerOptions {
  /**
   * `json`: the text is JSON, as in tool-call arguments, and values are escaped accordingly. `text`: it is prose;
   * where JSON or a URL stands in it, values are escaped for that. `url`: values are percent-encoded. `command`: like
   * `text`, but only harmless values are put back.
   */
  readonly context: 'text' | 'json' | 'url' | 'command';
  readonly onRestored?: (restored: Restored) => void;
}

/** How values are put back into a leaf; `undefined` where none are. */
export const contextOf = ({ kind, use }: Leaf): RestorerOptions['context'] | undefined => {
  if (kind === 'json') return 'json';
  return kind === 'text' ? (use ?? 'text') : undefined;
};

/** Two backslashes may stand before the underscore. */
const MAX_SPELLED = MAX_TOKEN_LENGTH + 2;

const TAIL = /^[A-Z]+(?:_[0-9A-Z]*)?$/;
const ESCAPING = /^([A-Z]+)\\{1,2}$/;

/** The longest end of a text that an issued token may go on from. */
const heldLength = (text: string, book: TokenBook): number => {
  for (let length = Math.min(text.length, MAX_SPELLED - 1); length > 0; length -= 1) {
    const tail = text.slice(-length).toUpperCase();
    const escaping = ESCAPING.exec(tail);
    if (escaping !== null && book.continues(`${escaping[1] ?? ''}_`)) return length;
    const plain = tail.replace(/\\{1,2}_/, '_');
    if (TAIL.test(plain) && book.continues(plain)) return length;
  }
  return 0;
};

/** Escapes a value for a place inside of so many JSON strings. */
const escapeFor = (depth: number, value: string): string => {
  let escaped = value;
  for (let index = 0; index < depth; index += 1) escaped = JSON.stringify(escaped).slice(1, -1);
  return escaped;
};

/**
 * Words that a shell takes for words and nothing else: no quotes, no signs of its own, no option, no way up the
 * folders. Quoting would not do, since nobody knows which shell it is, and in which quotes the token stands already.
 */
const HARMLESS_WORD = String.raw`[\p{L}\p{N}_+][\p{L}\p{M}\p{N}_.,@:/+-]*`;
const HARMLESS = new RegExp(String.raw`^(?!.*\.\.)${HARMLESS_WORD}(?: ${HARMLESS_WORD})*$`, 'u');

const mayStand = (context: RestorerOptions['context'], value: string): boolean =>
  context !== 'command' || HARMLESS.test(value);

/** A value as its place asks for it. */
const writeAt = ({ strings, url }: Place, context: RestorerOptions['context'], value: string): string => {
  if (context === 'url') return encodeURIComponent(value);
  if (url) return writeInUrl(value);
  return escapeFor(context === 'json' ? Math.max(strings, 1) : strings, value);
};

export const createRestorer = (book: TokenBook, { context, onRestored }: RestorerOptions): Restorer => {
  const depth = createTextDepth();
  const shape = tokenShape();
  let held = '';
  /** Offset of `held` in everything that was fed. */
  let fed = 0;

  const pass = (text: string): string => {
    depth.feed(text);
    return text;
  };

  const restoreAll = (text: string): { out: string; rest: number } => {
    let out = '';
    let done = 0;
    shape.lastIndex = 0;
    for (let match = shape.exec(text); match !== null; match = shape.exec(text)) {
      const spelled = match[0];
      const value = book.valueOf(spelled);
      if (value === undefined || !mayStand(context, value)) {
        shape.lastIndex = match.index + 1;
        continue;
      }
      out += pass(text.slice(done, match.index));
      const written = writeAt(depth.place(), context, value);
      onRestored?.({ at: fed + match.index, spelled, written });
      out += written;
      depth.feed(WORD);
      done = match.index + spelled.length;
    }
    return { out, rest: done };
  };

  return {
    feed(text) {
      const buffer = held + text;
      const { out, rest } = restoreAll(buffer);
      const end = buffer.length - heldLength(buffer.slice(rest), book);
      held = buffer.slice(end);
      fed += end;
      return out + pass(buffer.slice(rest, end));
    },
    flush() {
      const rest = held;
      held = '';
      fed += rest.length;
      return pass(rest);
    },
  };
};

/** Restores a whole text at once. Most texts hold no token, and what they are is then of no interest. */
export const restoreText = (text: string, book: TokenBook, options: RestorerOptions): string => {
  if (!tokenShape().test(text)) return text;
  const restorer = createRestorer(book, options);
  return restorer.feed(text) + restorer.flush();
};
