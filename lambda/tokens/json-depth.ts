/** Follows a JSON document as it is written, character by character. */
export interface JsonDepth<Text> {
  /** Returns false where no JSON document could have this character. */
  feed(character: string): boolean;
  /** Whether the document is complete. */
  closed(): boolean;
  /** Whether a key and its colon have come: hardly any prose has those. */
  keyed(): boolean;
  /** What follows the string that is open now; `undefined` outside of strings. */
  openString(): Text | undefined;
}

/** Follows the text inside of a JSON string, which it sees unescaped. */
interface Follower {
  feed(text: string): void;
}

const WHITE = /\s/;
const SCALAR = /[-+.0-9eEtruefalsn]/;
const HEX_DIGITS = 4;
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Stands for a token where only the shape of the text around it matters. */
export const WORD = 'x';

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

type Next = 'key' | 'colon' | 'value' | 'scalar' | 'comma';

/** What may come next, by what comes now. A comma too many is forgiven: many models write one. */
const createFrame = () => {
  const open: ('{' | '[')[] = [];
  let next: Next = 'value';
  let keyed = false;
  const begin = (bracket: '{' | '['): boolean => {
    if (next !== 'value') return false;
    open.push(bracket);
    next = bracket === '{' ? 'key' : 'value';
    return true;
  };
  const end = (bracket: '{' | '['): boolean => {
    if (next === 'colon' || (bracket === '{' && next === 'value') || open.pop() !== bracket) return false;
    next = 'comma';
    return true;
  };
  const separate = (): boolean => {
    if (next !== 'comma' && next !== 'scalar') return false;
    next = open.at(-1) === '{' ? 'key' : 'value';
    return true;
  };
  const scalar = (character: string): boolean => {
    // A token may stand for a number; in brackets it is more likely the text of a link.
    const fits = SCALAR.test(character) || (character === WORD && open.at(-1) === '{');
    if (!fits || (next !== 'value' && next !== 'scalar')) return false;
    next = 'scalar';
    return true;
  };
  return {
    /** A string begins; returns false where none may. */
    string: (): boolean => {
      if (next !== 'key' && next !== 'value') return false;
      next = next === 'key' ? 'colon' : 'comma';
      return true;
    },
    read: (character: string): boolean => {
      if (WHITE.test(character)) return true;
      if (character === '{' || character === '[') return begin(character);
      if (character === '}') return end('{');
      if (character === ']') return end('[');
      if (character === ',') return separate();
      if (character !== ':') return scalar(character);
      if (next !== 'colon') return false;
      next = 'value';
      keyed = true;
      return true;
    },
    keyed: () => keyed,
    closed: () => open.length === 0,
  };
};

/** @param follow makes what follows the text of a string; a string may hold JSON again, escaped once more */
export const createJsonDepth = <Text extends Follower>(follow: () => Text): JsonDepth<Text> => {
  const frame = createFrame();
  let open: { readonly text: Text; readonly read: (character: string) => boolean } | undefined;
  return {
    feed(character) {
      // A line never ends within a string of JSON; so a quote that nobody closes spoils no more than its line.
      if (open !== undefined && character === '\n') return false;
      if (open !== undefined) {
        if (open.read(character)) open = undefined;
        return true;
      }
      if (character !== '"') return frame.read(character);
      const text = follow();
      open = { text, read: createStringReader((given) => text.feed(given)) };
      return frame.string();
    },
    closed: () => frame.closed(),
    keyed: () => frame.keyed(),
    openString: () => open?.text,
  };
};
