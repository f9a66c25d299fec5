import type { Span } from './span.ts';

/** A value that was found somewhere and is looked for elsewhere. */
export interface KnownValue {
  /** Lower case; begins with a letter or digit. */
  readonly text: string;
  readonly type: Span['type'];
  /** Each of its words is an ordinary word as well. */
  readonly ordinary: boolean;
}

/** Where a word stands in a text. */
interface WordPlace {
  readonly start: number;
  readonly end: number;
}

/** Values by their words, so that looking one up costs the same however many there are. */
export interface ValueIndex {
  isEmpty(): boolean;
  /** The first type that a value was added with stays. A value of very many words is passed over. */
  add(value: KnownValue): void;
  /** The values that begin at the word with that number, in a text in lower case. */
  at(lower: string, words: readonly WordPlace[], place: number): readonly KnownValue[];
}

interface Node {
  /** By what comes next: whatever stands before the next word, and the word. */
  readonly next: Map<string, Node>;
  /** Values that end here, by what follows their last word. */
  readonly values: Map<string, KnownValue>;
}

/** A longer value has a form of its own by which it is found again, as keys and links have. */
const MOST_WORDS = 32;

/** So many endings of one row of words are told apart; a value with another ending is known without it. */
const MOST_ENDINGS = 4;

const STEP = /[^\p{L}\p{N}]*[\p{L}\p{N}]+/gu;

const createNode = (): Node => ({ next: new Map(), values: new Map() });

const child = ({ next }: Node, step: string): Node => {
  const known = next.get(step);
  if (known !== undefined) return known;
  const node = createNode();
  next.set(step, node);
  return node;
};

const endingsAt = (lower: string, end: number, { values }: Node): KnownValue[] =>
  [...values].flatMap(([ending, value]) => (lower.startsWith(ending, end) ? [value] : []));

export const createValueIndex = (): ValueIndex => {
  const root = createNode();
  return {
    isEmpty: () => root.next.size === 0,
    add(value) {
      const steps = value.text.match(STEP) ?? [];
      if (steps.length === 0 || steps.length > MOST_WORDS || /^[^\p{L}\p{N}]/u.test(value.text)) return;
      const words = steps.join('');
      const node = steps.reduce(child, root);
      const room = node.values.size < MOST_ENDINGS;
      const text = room ? value.text : words;
      const ending = text.slice(words.length);
      if (!node.values.has(ending)) node.values.set(ending, { ...value, text });
    },
    at(lower, words, place) {
      const found: KnownValue[] = [];
      let node: Node | undefined = root;
      let from = words[place]?.start ?? 0;
      for (let index = place; node.next.size > 0; index += 1) {
        const word = words[index];
        node = word && node.next.get(lower.slice(from, word.end));
        if (word === undefined || node === undefined) break;
        from = word.end;
        found.push(...endingsAt(lower, from, node));
      }
      return found;
    },
  };
};
