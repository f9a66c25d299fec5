import { GatewayError } from '../contract/gateway-error.ts';
import { isJsonObject } from './json-value.ts';
import { type Enclosing, labelUnder, mayNeedNames, namedBy } from './value-labels.ts';

/** JSON nested deeper than this is refused; nothing that speaks to a model comes near it. */
const MAX_DEPTH = 128;

/** A string, key or number where it stands in a JSON text. */
export interface JsonLiteral {
  readonly kind: 'key' | 'string' | 'number';
  /** First UTF-16 unit of the literal, quotes included. */
  readonly start: number;
  /** One past its last UTF-16 unit. */
  readonly end: number;
  /** What it says: unescaped for strings and keys, as written for numbers. */
  readonly value: string;
  /** What it is called, see `labelUnder`; for a key, the key itself. */
  readonly label: string | undefined;
}

interface Frame extends Enclosing {
  /** What the object or array itself is called. */
  readonly label: string | undefined;
  /** The keys seen so far, for objects; arrays have none. */
  readonly keys: Set<string> | undefined;
  /** The key whose value comes next. */
  key: string | undefined;
}

/** What stands in an object as a name, by where it begins. */
type Names = ReadonlyMap<number, readonly string[]>;

const NO_NAMES: Names = new Map();

interface WalkOptions {
  readonly allowDuplicates?: boolean;
  readonly names?: Names;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;

const endOfString = (text: string, start: number): number => {
  let at = start + 1;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    at += unit === BACKSLASH ? 2 : 1;
  }
};

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const endOfNumber = (text: string, start: number): number => {
  NUMBER.lastIndex = start;
  NUMBER.test(text);
  return Math.max(NUMBER.lastIndex, start + 1);
};

/** Unescapes a string literal. Most hold no escape, and then a slice is enough. */
const unquote = (text: string, start: number, end: number): string => {
  const inner = text.slice(start + 1, end - 1);
  const value: unknown = inner.includes('\\') ? JSON.parse(text.slice(start, end)) : inner;
  if (typeof value !== 'string' || !value.isWellFormed()) throw new GatewayError('lone_surrogate');
  return value;
};

const noteKey = (frame: Frame, key: string): void => {
  if (key === '__proto__') throw new GatewayError('forbidden_key');
  if (frame.keys?.has(key) === true) throw new GatewayError('duplicate_key');
  frame.keys?.add(key);
  frame.key = key;
};

const frameAt = (start: number, isObject: boolean, label: string | undefined): Frame => ({
  ...{ start, isObject, label },
  keys: isObject ? new Set() : undefined,
  key: undefined,
});

/** What a value is called that stands in an object or array, or at the top. */
const labelIn = (frame: Frame | undefined, names: Names): string | undefined =>
  frame?.key === undefined ? frame?.label : labelUnder(frame.key, frame.label, names.get(frame.start));

/**
 * Walks the literals of a JSON text in the order in which they stand. The text must be valid JSON.
 *
 * Throws `too_deep`, `lone_surrogate`, `forbidden_key`; and `duplicate_key`, because of two equal keys we would read
 * one and the provider's parser perhaps the other, unless duplicates are allowed since each is visited anyway.
 */
export const walkJsonLiterals = (
  text: string,
  visit: (literal: JsonLiteral, enclosing: readonly Enclosing[]) => void,
  { allowDuplicates = false, names = NO_NAMES }: WalkOptions = {},
): void => {
  const frames: Frame[] = [];
  let afterColon = false;
  for (let at = 0; at < text.length; ) {
    const unit = text.charCodeAt(at);
    const frame = frames.at(-1);
    if (unit === QUOTE) {
      const end = endOfString(text, at);
      const value = unquote(text, at, end);
      const isKey = frame?.keys !== undefined && !afterColon;
      if (isKey) {
        if (allowDuplicates) frame.key = value;
        else noteKey(frame, value);
      }
      const kind = isKey ? 'key' : 'string';
      visit({ kind, start: at, end, value, label: isKey ? value : labelIn(frame, names) }, frames);
      at = end;
      afterColon = false;
      continue;
    }
    if (unit === MINUS || (unit >= 0x30 && unit <= 0x39)) {
      const end = endOfNumber(text, at);
      visit(
        { kind: 'number', start: at, end, value: text.slice(at, end), label: labelIn(frame, names) },
        frames,
      );
      at = end;
      continue;
    }
    const character = text[at];
    if (character === '{' || character === '[') {
      if (frames.length >= MAX_DEPTH) throw new GatewayError('too_deep');
      frames.push(frameAt(at, character === '{', labelIn(frame, names)));
      afterColon = false;
    } else if (character === '}' || character === ']') {
      frames.pop();
      afterColon = false;
    } else if (character === ':') {
      afterColon = true;
    } else if (character === ',') {
      afterColon = false;
    }
    at += 1;
  }
};

/**
 * Parses a request body.
 *
 * Throws `invalid_json`, `not_an_object`, and what `walkJsonLiterals` throws.
 */
export const parseJsonBody = (text: string): Record<string, unknown> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new GatewayError('invalid_json');
  }
  if (!isJsonObject(value)) throw new GatewayError('not_an_object');
  walkJsonLiterals(text, () => undefined);
  return value;
};

/** Whether a text is a JSON object or array; scalars are better read as text. */
export const isJsonDocument = (text: string): boolean => {
  const first = /^\s*([[{])/.exec(text);
  if (first === null) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** What stands in each object of a JSON text as a name, which may come after what it names. */
const namesByObject = (text: string): Names => {
  const names = new Map<number, string[]>();
  walkJsonLiterals(
    text,
    ({ kind, value }, enclosing) => {
      const object = kind === 'string' ? namedBy(enclosing, value) : undefined;
      if (object === undefined) return;
      const known = names.get(object);
      if (known === undefined) names.set(object, [value]);
      else known.push(value);
    },
    { allowDuplicates: true },
  );
  return names;
};

/**
 * Rewrites literals of a JSON text in place: everything else keeps its bytes (white space, the digits of long
 * numbers, the order of keys, duplicate keys), so that a prompt that holds no PHI is not changed at all.
 *
 * @param rewrite gives the new value; a number that changes becomes a string.
 */
export const rewriteJsonText = (text: string, rewrite: (literal: JsonLiteral) => string): string => {
  let out = '';
  let copied = 0;
  const names = mayNeedNames(text) ? namesByObject(text) : NO_NAMES;
  walkJsonLiterals(
    text,
    (literal) => {
      const value = rewrite(literal);
      if (value === literal.value) return;
      out += text.slice(copied, literal.start) + JSON.stringify(value);
      copied = literal.end;
    },
    { allowDuplicates: true, names },
  );
  return out + text.slice(copied);
};
