/** Follows JSON as it is written and knows how deep inside strings the next character stands. */
export interface JsonDepth {
  feed(text: string): void;
  /** How many strings, one within another, are open: 0 outside of any, 1 in a string, 2 in JSON in a string … */
  depth(): number;
  /** False as soon as the text so far can't be the beginning of a JSON document. */
  valid(): boolean;
}

const WHITE = /\s/;
const OUTSIDE = /[{}[\],:\-+.0-9eEtruefalsn]/;
const HEX_DIGITS = 4;
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Deeper nesting than this is written by nobody; what is deeper is escaped as at this depth. */
const MAX_STRINGS = 8;

/** Reads the inside of a JSON string: gives its characters unescaped, until the quote that closes it. */
const createStringReader = (give: (character: string) => void) => {
  let escape: 'none' | 'begun' | 'unicode' = 'none';
  let hex = '';
  const unescape = (character: string): void => {
    if (escape === 'begun') {
      escape = character === 'u' ? 'unicode' : 'none';
      if (character !== 'u') give(ESCAPED[character] ?? character);
      return;
    }
    hex += character;
    if (hex.length < HEX_DIGITS) return;
    give(String.fromCharCode(Number.parseInt(hex, 16)));
    hex = '';
    escape = 'none';
  };
  /** Returns true at the closing quote. */
  return (character: string): boolean => {
    if (escape !== 'none') unescape(character);
    else if (character === '\\') escape = 'begun';
    else if (character === '"') return true;
    else give(character);
    return false;
  };
};

/** Reads what stands outside of strings, closely enough to tell JSON from prose. */
const createFrameReader = () => {
  let open = 0;
  let begun = false;
  /** Returns false where no JSON document could have this character. */
  return (character: string): boolean => {
    if (WHITE.test(character)) return true;
    if (open === 0 && (begun || (character !== '{' && character !== '['))) return false;
    begun = true;
    if (character === '{' || character === '[') open += 1;
    else if (character === '}' || character === ']') open -= 1;
    return character === '"' || OUTSIDE.test(character);
  };
};

/**
 * A string's content may be JSON itself, escaped once more; so each open string has a follower of its own for what it
 * holds, which sees the characters unescaped.
 */
export const createJsonDepth = (level = 0): JsonDepth => {
  let valid = true;
  let nested: JsonDepth | undefined;
  let string: ReturnType<typeof createStringReader> | undefined;
  const frame = createFrameReader();

  const openString = (): void => {
    nested = level < MAX_STRINGS ? createJsonDepth(level + 1) : undefined;
    string = createStringReader((character) => nested?.feed(character));
  };

  const note = (character: string): void => {
    if (string !== undefined) {
      if (string(character)) string = undefined;
    } else if (!frame(character)) valid = false;
    else if (character === '"') openString();
  };

  return {
    feed(text) {
      for (const character of text) if (valid) note(character);
    },
    depth: () => (valid && string !== undefined ? 1 + (nested?.depth() ?? 0) : 0),
    valid: () => valid,
  };
};
