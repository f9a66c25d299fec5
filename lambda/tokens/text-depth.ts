import { createJsonDepth, type JsonDepth } from './json-depth.ts';
import { createUrlRun } from './url-run.ts';

/** What a place in a text asks of what is written there. */
export interface Place {
  /** How many strings of JSON, one within another, are open: 0 outside of any, 1 in a string, 2 in JSON in a string … */
  readonly strings: number;
  /** Whether it lies in a URL. */
  readonly url: boolean;
}

/** Follows a text and knows what the place is like where the next character stands. */
export interface TextDepth {
  feed(text: string): void;
  place(): Place;
}

/** Deeper nesting than this is written by nobody; what is deeper is escaped as at this depth. */
const MAX_STRINGS = 8;

const FENCE = /^(?:`{3,}|~{3,})[ \t]*(?:json\w*)?$/i;

/** So much of a line tells whether it is the opening of a code block. */
const HEAD = 24;

/** What stands before JSON on the line where it begins: the end of a tag, a quote mark of code. */
const OPENERS = new Set(['>', '`']);

const isBlank = (character: string): boolean =>
  character === ' ' || character === '\t' || character === '\r' || character === '\uFEFF';

/** Knows whether a bracket here may begin a JSON document, rather than stand in a sentence. */
const createOpening = () => {
  let head = '';
  let last = '';
  return {
    note(character: string): void {
      if (character === '\n') {
        head = '';
        last = '';
      } else if (!isBlank(character)) {
        last = character;
        if (head.length < HEAD) head += character;
      }
    },
    /** A document has ended here; another may follow at once. */
    renew(): void {
      last = '>';
    },
    isHere: (): boolean => head === '' || OPENERS.has(last) || FENCE.test(head),
  };
};

/**
 * Text may be JSON, or have JSON in it: documents that begin a line, or follow a code fence, a tag or another document.
 * In the middle of a line only an object is JSON, and only from its first colon on. Other brackets in a sentence are
 * prose, and so is what turns out to be no JSON.
 */
export const createTextDepth = (level = 0): TextDepth => {
  const opening = createOpening();
  const url = createUrlRun();
  let document: JsonDepth<TextDepth> | undefined;
  /** Whether the document stands where documents begin. */
  let expected = false;

  const inDocument = (json: JsonDepth<TextDepth>, character: string): void => {
    const fits = json.feed(character);
    if (fits && !json.closed()) return;
    document = undefined;
    if (fits && (expected || json.keyed())) opening.renew();
    else if (fits) opening.note(character);
    else outside(character);
  };

  const outside = (character: string): void => {
    expected = (character === '{' || character === '[') && opening.isHere();
    if ((expected || character === '{') && level < MAX_STRINGS) {
      document = createJsonDepth(() => createTextDepth(level + 1));
      document.feed(character);
      url.end();
    } else url.note(character);
    opening.note(character);
  };

  return {
    feed(text) {
      // By UTF-16 units, since a piece may end between the two of a character.
      for (let index = 0; index < text.length; index += 1) {
        if (document === undefined) outside(text.charAt(index));
        else inDocument(document, text.charAt(index));
      }
    },
    place() {
      if (document === undefined) return { strings: 0, url: url.isOpen() };
      const sure = expected || document.keyed();
      const inner = sure ? document.openString()?.place() : undefined;
      return inner === undefined ? { strings: 0, url: false } : { ...inner, strings: inner.strings + 1 };
    },
  };
};
