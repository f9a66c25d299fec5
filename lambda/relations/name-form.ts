import { isCredential, isParticle, isTitle } from '../phi/word-sets.ts';
import { folded } from './folded.ts';

/** A name as it is compared. */
export interface NameForm {
  /** Given names first, without accents and in lower case; one letter is an initial. "van der Berg" is one word. */
  readonly words: readonly string[];
  /** `jr`, `iii`; empty where there is none. */
  readonly suffix: string;
  /** Titles and credentials that stand in the name itself. */
  readonly titles: readonly string[];
}

/** Whom a title or credential may belong to. */
export type Standing = 'man' | 'woman' | 'clinician';

const SUFFIXES: ReadonlySet<string> = new Set(['jr', 'sr', 'ii', 'iii', 'iv']);

const STANDINGS: ReadonlyMap<string, Standing> = new Map([
  ...['mr', 'mister', 'sir', 'herr', 'monsieur', 'senor', 'signor', 'don', 'father', 'brother'].map(
    (title) => [title, 'man'] as const,
  ),
  ...[
    'mrs',
    'ms',
    'miss',
    'missus',
    'madam',
    'madame',
    'frau',
    'senora',
    'signora',
    'sra',
    'mme',
    'mlle',
  ].map((title) => [title, 'woman'] as const),
  ...['dona', 'sister'].map((title) => [title, 'woman'] as const),
  ...['dr', 'drs', 'doctor', 'dra', 'prof', 'professor', 'nurse'].map(
    (title) => [title, 'clinician'] as const,
  ),
]);

/** What a title, a credential or a role beside a name says; `undefined` where it says nothing. */
export const standingOf = (word: string): Standing | undefined =>
  STANDINGS.get(word) ?? (isCredential(word) && !SUFFIXES.has(word) ? 'clinician' : undefined);

interface Said {
  readonly words: readonly string[];
  readonly titles: readonly string[];
  readonly suffix: string;
}

/** Credentials that are surnames as well count only where they stand out from the name as capitals. */
const isCredentialHere = (raw: string, key: string, shouted: boolean): boolean =>
  isCredential(key) && !SUFFIXES.has(key) && (raw === raw.toUpperCase() ? !shouted : key.length > 2);

const keyOf = (raw: string): string => folded(raw).replace(/[^\p{L}\p{M}]/gu, '');

/** One part of a name between commas, without what stands around the name proper. */
const readPart = (part: string, shouted: boolean, isFirst: boolean): Said => {
  const words = part.split(/[\s.]+/).flatMap((raw) => {
    const key = keyOf(raw);
    return key === '' ? [] : [{ raw, key }];
  });
  const titles: string[] = [];
  while (words.length > 0 && isTitle(words[0]?.key ?? '') && (words.length > 1 || !isFirst)) {
    titles.push(words.shift()?.key ?? '');
  }
  let suffix = '';
  for (let last = words.at(-1); last !== undefined; last = words.at(-1)) {
    if (isFirst && words.length === 1) break;
    if (SUFFIXES.has(last.key)) suffix = last.key;
    else if (isCredentialHere(last.raw, last.key, shouted && isFirst)) titles.push(last.key);
    else break;
    words.pop();
  }
  return { words: words.map(({ key }) => key), titles, suffix };
};

/** Small words that are given names as well, where they come first. */
const GIVEN_TOO: ReadonlySet<string> = new Set(['al', 'ben', 'el', 'santa']);

/** Joins the small words of a name to what follows them: "van der Berg", "De La Cruz". */
const withParticles = (words: readonly string[]): readonly string[] => {
  const joined: string[] = [];
  let before = '';
  for (const [index, word] of words.entries()) {
    const isSmall = index < words.length - 1 && isParticle(word) && (index > 0 || !GIVEN_TOO.has(word));
    if (isSmall) before += `${word} `;
    else {
      joined.push(before + word);
      before = '';
    }
  }
  return joined;
};

/** What is said beside a name, such as what somebody is called. */
const ASIDE = /["“(][^"”)]*["”)]/g;
const POSSESSIVE = /(?<=\p{L})['’](?:s)?$/iu;

const LONGEST_NAME = 200;

/** A name as it is compared; `undefined` for what is no name of letters alone. */
export const readName = (value: string): NameForm | undefined => {
  if (value.length > LONGEST_NAME || /\p{N}/u.test(value)) return undefined;
  const text = value.replace(ASIDE, ' ').trim().replace(POSSESSIVE, '');
  const shouted = text === text.toUpperCase();
  const parts = text.split(',').map((part, index) => readPart(part, shouted, index === 0));
  const [first, ...rest] = parts;
  const given = rest.filter(({ words }) => words.length > 0);
  if (first === undefined || given.length > 1) return undefined;
  const words = withParticles([...given.flatMap((part) => part.words), ...first.words]);
  if (words.length === 0 || words.every((word) => word.length === 1 && words.length < 2)) return undefined;
  return {
    words,
    suffix: parts.find(({ suffix }) => suffix !== '')?.suffix ?? '',
    titles: parts.flatMap(({ titles }) => titles),
  };
};

/** How much of somebody a name says: a word, an initial with a name, or given name and surname. */
export const fullnessOf = ({ words }: NameForm): 0 | 1 | 2 => {
  const [first = '', last = ''] = [words[0], words.at(-1)];
  if (words.length < 2) return 0;
  return first.length > 1 && last.length > 1 ? 2 : 1;
};

/** The same word, or its initial. */
const wordFits = (a: string, b: string): boolean =>
  a === b || (a.length === 1 && b.startsWith(a)) || (b.length === 1 && a.startsWith(b));

/** "Berg" is short for "van der Berg". */
const surnameFits = (a: string, b: string): boolean => {
  const [x, y] = [a, b].map((name) => name.split(' '));
  if (x === undefined || y === undefined) return false;
  return x.length === 1 || y.length === 1 ? wordFits(x.at(-1) ?? '', y.at(-1) ?? '') : a === b;
};

const isWithin = (few: readonly string[], many: readonly string[]): boolean => {
  let next = 0;
  for (const word of many) if (wordFits(few[next] ?? '-', word)) next += 1;
  return next >= few.length;
};

const middlesFit = (a: readonly string[], b: readonly string[]): boolean =>
  a.length <= b.length ? isWithin(a, b) : isWithin(b, a);

/** Whether two names may be of one person: the one may leave out what the other says, and neither contradicts. */
export const mayBeOne = (a: NameForm, b: NameForm): boolean => {
  if (a.suffix !== b.suffix && a.suffix !== '' && b.suffix !== '') return false;
  const [short, long] = a.words.length <= b.words.length ? [a.words, b.words] : [b.words, a.words];
  const [first = '', last = ''] = [long[0], long.at(-1)];
  const [word = ''] = short;
  if (short.length === 1) return word === first || surnameFits(word, last);
  return (
    wordFits(word, first) &&
    surnameFits(short.at(-1) ?? '', last) &&
    middlesFit(short.slice(1, -1), long.slice(1, -1))
  );
};
