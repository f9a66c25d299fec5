import { GatewayError } from '../contract/gateway-error.ts';
import { isJsonDocument, type JsonLiteral, rewriteJsonText } from './json-text.ts';
import { isJsonObject, type JsonObject } from './json-value.ts';
import { labelUnder, namesIn } from './value-labels.ts';

/**
 * What a leaf of the wire is.
 *
 * - `text`: free text. It may be rewritten.
 * - `json`: a JSON document in a string, possibly a fragment of one. It may be rewritten inside its strings.
 * - `fixed`: a name, key, pattern or grammar. Rewriting would break it.
 * - `id`: names something that the caller or the provider made; may be replaced, as long as it is the same everywhere.
 * - `identity`: says who the end user is.
 * - `media`: an image, sound or file, which can't be read as text.
 * - `opaque`: sealed by the provider (encrypted reasoning, signatures); refused back when one bit of it differs.
 */
export type LeafKind = 'text' | 'json' | 'fixed' | 'id' | 'identity' | 'media' | 'opaque';

/** Where a text stands that is more than prose: somebody may run it, or follow it. A request is read as any text. */
type TextUse = 'command' | 'url';

/** A string somewhere in a body. */
export interface Leaf {
  readonly kind: LeafKind;
  /** Where it stands, such as `messages[0].content`; keys that the caller chose stand as `*`. */
  readonly path: string;
  readonly text: string;
  /** For a text that asks for care when a value is put into it. */
  readonly use?: TextUse;
  /**
   * What a value of free JSON is called: the nearest key above it, or what stands beside it as a name, one a line. It
   * helps to judge a bare value and is never changed.
   */
  readonly label?: string;
}

/** A literal of a JSON document that is itself a string. All literals of one document name the same object. */
export interface InDocument {
  readonly document: { readonly text: string };
  readonly literal: JsonLiteral;
}

/**
 * Looks at a leaf and gives the text that takes its place.
 *
 * @param within the literals in which the leaf stands, from the outermost document to the innermost
 */
export type Visit = (leaf: Leaf, within?: readonly InDocument[]) => string;

/**
 * Walks one shape of the wire: gives a copy of the value in which each leaf is what `visit` made of it.
 * Leaves are visited in a fixed order, so that a first walk can collect what a second one replaces.
 */
export type Rule = (value: unknown, path: string, visit: Visit) => unknown;

/** Shorter numbers identify nobody, but for an age of 90 or over, which is one if its label says so. */
const NUMBER_WORTH_A_LOOK = /\d{5,}|^(?:9\d|1[0-2]\d)$/;

/** Under a label a short number may be a record's: `{"mrn": 4821}`. */
const LABELLED_NUMBER_WORTH_A_LOOK = /^\d{3,}$|^9\d$|\d{5,}/;

/** A number without its sign, its point and its exponent, where that makes no difference: `-4.5e3` is `4500`. */
const plainNumber = (literal: string): string => {
  const value = Math.abs(Number(literal));
  return Number.isSafeInteger(value) && !/^\d+$/.test(literal) ? String(value) : literal;
};

/** Passes a value that was checked against a closed set elsewhere: a discriminator, a number. */
export const keep: Rule = (value) => value;

/** Leaves out a field that would be wrong once texts have changed and can't be put right. */
export const drop: Rule = () => undefined;

/** A string of a kind. Anything but a string is walked as free JSON, so nothing hides behind a wrong type. */
const leaf =
  (kind: LeafKind, use?: TextUse): Rule =>
  (value, path, visit) =>
    typeof value === 'string'
      ? visit({ kind, path, text: value, ...(use !== undefined && { use }) })
      : anyJson(value, path, visit);

export const fixed = leaf('fixed');
export const id = leaf('id');
export const identity = leaf('identity');
export const opaque = leaf('opaque');

/** JSON inside a string, as a model writes it: it may be cut off, and arrives in pieces. */
export const jsonFragment = leaf('json');

/** Free text as it is, without a look whether it is JSON. */
export const plainText = leaf('text');

/** Free text that a shell or a file system may get to see: a command, a path, a variable. */
export const command = leaf('text', 'command');

/** A URL as a value of its own. */
export const url = leaf('text', 'url');

/** What is wrong with a JSON document that is a good text all the same. */
const UNREADABLE: ReadonlySet<string> = new Set(['too_deep', 'lone_surrogate']);

/** Gives the literal as it was written unless its number was replaced. */
const scanNumber = (literal: string, path: string, label: string | undefined, visit: Visit): string => {
  const digits = plainNumber(literal);
  const worthALook = label === undefined ? NUMBER_WORTH_A_LOOK : LABELLED_NUMBER_WORTH_A_LOOK;
  if (!worthALook.test(digits)) return literal;
  const replaced = scanText(digits, path, label, visit);
  if (replaced === digits) return literal;
  return literal.startsWith('-') ? `-${replaced}` : replaced;
};

const scanDocument = (text: string, path: string, visit: Visit): string => {
  const document = { text };
  return rewriteJsonText(text, (literal) => {
    const inside: Visit = (leaf, within = []) => visit(leaf, [{ document, literal }, ...within]);
    if (literal.kind === 'number') return scanNumber(literal.value, path, literal.label, inside);
    const nested = literal.kind === 'key' ? undefined : literal.label;
    return scanText(literal.value, path, nested, inside);
  });
};

const scanText = (text: string, path: string, label: string | undefined, visit: Visit): string => {
  const asText = (): string => visit({ kind: 'text', path, text, ...(label !== undefined && { label }) });
  if (!isJsonDocument(text)) return asText();
  try {
    return scanDocument(text, path, visit);
  } catch (error) {
    // Nested too deeply, or half a character in an escape: nothing that a text may not hold.
    if (error instanceof GatewayError && UNREADABLE.has(error.failure)) return asText();
    throw error;
  }
};

/** Free text. Where it is a JSON document, its strings, keys and longer numbers are the leaves. */
export const text: Rule = (value, path, visit) =>
  typeof value === 'string' ? scanText(value, path, undefined, visit) : anyJson(value, path, visit);

/** Any JSON: every string is free text, every key is fixed. */
export const anyJson: Rule = (value, path, visit) => labelled(value, path, undefined, visit);

const labelled = (value: unknown, path: string, label: string | undefined, visit: Visit): unknown => {
  if (typeof value === 'string') return scanText(value, path, label, visit);
  if (typeof value === 'number') {
    const digits = String(value);
    const replaced = scanNumber(digits, path, label, visit);
    return replaced === digits ? value : replaced;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => labelled(item, `${path}[${index}]`, label, visit));
  }
  if (!isJsonObject(value)) return value;
  const names = namesIn(value);
  return mapKeys(value, path, visit, (item, key) =>
    labelled(item, `${path}.*`, labelUnder(key, label, names), visit),
  );
};

const mapKeys = (
  value: JsonObject,
  path: string,
  visit: Visit,
  map: (item: unknown, key: string) => unknown,
): JsonObject =>
  Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      visit({ kind: 'fixed', path: `${path}.*`, text: key });
      return [key, map(item, key)];
    }),
  );

/** A record whose keys the caller chose: the keys are fixed, the values follow the rule of their key. */
export const recordBy =
  (ruleOf: (key: string) => Rule): Rule =>
  (value, path, visit) =>
    isJsonObject(value)
      ? mapKeys(value, path, visit, (item, key) => ruleOf(key)(item, `${path}.*`, visit))
      : anyJson(value, path, visit);

/** A record whose values follow one rule. */
export const record = (rule: Rule): Rule => recordBy(() => rule);

/** Free JSON that something beside it names, which helps to judge a bare value. */
export const labelledBy =
  (label: string): Rule =>
  (value, path, visit) =>
    labelled(value, path, label, visit);

/** A record of free JSON, of which each key says what its value is. */
export const labelledRecord: Rule = recordBy(labelledBy);

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** An object with known fields. Fields that nobody knows yet are free JSON, of which their names say what it is. */
export const fields =
  (rules: Readonly<Record<string, Rule>>): Rule =>
  (value, path, visit) => {
    if (!isJsonObject(value)) return anyJson(value, path, visit);
    const mapped: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
      if (rule !== undefined) {
        mapped[key] = rule(item, join(path, key), visit);
      } else {
        visit({ kind: 'fixed', path: join(path, '*'), text: key });
        mapped[key] = labelled(item, join(path, '*'), key, visit);
      }
    }
    return mapped;
  };

/** An array of one shape. A single value in its place follows the shape too. */
export const list =
  (rule: Rule): Rule =>
  (value, path, visit) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => rule(item, `${path}[${index}]`, visit))
      : rule(value, path, visit);

/** Objects told apart by one field. A kind that nobody knows is refused: it could not be scrubbed. `null` is no kind. */
export const oneOf =
  (discriminator: string, rules: Readonly<Record<string, Rule>>): Rule =>
  (value, path, visit) => {
    if (value === null) return null;
    const kind = isJsonObject(value) ? value[discriminator] : undefined;
    const rule = typeof kind === 'string' && Object.hasOwn(rules, kind) ? rules[kind] : undefined;
    if (rule === undefined) throw new GatewayError('unknown_kind', { param: join(path, discriminator) });
    return rule(value, path, visit);
  };

/**
 * An image, sound or file: the whole value is one leaf without a text. It stays as it is where the visitor leaves it
 * so, but for the texts in it, such as a file's name.
 */
export const media =
  (inner: Rule): Rule =>
  (value, path, visit) => {
    if (value === undefined || value === null) return value;
    const instead = visit({ kind: 'media', path, text: '' });
    return instead === '' ? inner(value, path, visit) : instead;
  };

/** A number with a meaning of its own in its field, such as a bound: it identifies nobody. */
export const numeric: Rule = (value, path, visit) =>
  typeof value === 'number' ? value : anyJson(value, path, visit);

/** A string, or something else that has a rule of its own. */
export const stringOr =
  (whenString: Rule, otherwise: Rule): Rule =>
  (value, path, visit) =>
    (typeof value === 'string' ? whenString : otherwise)(value, path, visit);
