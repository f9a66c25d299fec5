import type { Stretch } from './cut-out.ts';
import { foldedViewOf } from './folded-view.ts';

/** Where a term stands in a text. */
interface TermPlace<T> extends Stretch {
  /** What was given with the term. */
  readonly of: T;
}

/** Terms by their words, so that looking for them costs the same however many there are. */
export interface TermIndex<T> {
  readonly isEmpty: boolean;
  /** The longest term at each word where one begins, sorted by where; they may overlap. */
  placesIn(text: string): readonly TermPlace<T>[];
}

interface Node<T> {
  readonly next: Map<string, Node<T>>;
  end?: { readonly of: T };
}

// Scripts without blanks between words; there every sign is one.
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const WORD = new RegExp(
  String.raw`[${UNSPACED}]\p{M}*|(?:(?![${UNSPACED}])[\p{L}\p{N}])(?:(?![${UNSPACED}])[\p{L}\p{M}\p{N}])*`,
  'gu',
);

interface FoldedWord extends Stretch {
  readonly text: string;
}

const wordsOf = (folded: string): readonly FoldedWord[] =>
  Array.from(folded.matchAll(WORD), ({ 0: text, index }) => ({
    text,
    start: index,
    end: index + text.length,
  }));

/** What leads from one word to the next: the signs between them, with any blanks as one, and the word. */
const stepTo = (folded: string, from: number, { start, text }: FoldedWord): string =>
  folded.slice(from, start).replaceAll(/\s+/g, ' ') + text;

const add = <T>(root: Node<T>, term: string, of: T): void => {
  const { text } = foldedViewOf(term);
  const words = wordsOf(text);
  if (words.length === 0) return;
  let node = root;
  for (const [index, word] of words.entries()) {
    const step = index === 0 ? word.text : stepTo(text, words[index - 1]?.end ?? 0, word);
    const known = node.next.get(step) ?? { next: new Map<string, Node<T>>() };
    node.next.set(step, known);
    node = known;
  }
  node.end ??= { of };
};

/** The longest term that begins at a word. */
const longestAt = <T>(
  root: Node<T>,
  folded: string,
  words: readonly FoldedWord[],
  first: number,
): { readonly of: T; readonly last: FoldedWord } | undefined => {
  let found: { readonly of: T; readonly last: FoldedWord } | undefined;
  let node: Node<T> | undefined = root;
  for (let index = first; node.next.size > 0; index += 1) {
    const word = words[index];
    if (word === undefined) break;
    node = node.next.get(index === first ? word.text : stepTo(folded, words[index - 1]?.end ?? 0, word));
    if (node === undefined) break;
    if (node.end !== undefined) found = { of: node.end.of, last: word };
  }
  return found;
};

/**
 * Terms that are found as whole words, in any case, in any script. They should begin and end with a letter or digit;
 * the first of equal ones counts. A text that repeats the words of a term is walked as often as the longest has words.
 */
export const createTermIndex = <T>(terms: readonly (readonly [term: string, of: T])[]): TermIndex<T> => {
  const root: Node<T> = { next: new Map() };
  for (const [term, of] of terms) add(root, term, of);
  const isEmpty = root.next.size === 0;
  return {
    isEmpty,
    placesIn(text) {
      if (isEmpty) return [];
      const view = foldedViewOf(text);
      const words = wordsOf(view.text);
      return words.flatMap(({ start }, index) => {
        const found = longestAt(root, view.text, words, index);
        if (found === undefined) return [];
        return [{ start: view.originOf(start), end: view.originOf(found.last.end), of: found.of }];
      });
    },
  };
};
