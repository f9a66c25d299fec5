import { BIG_CITIES, CITIES } from './city-words.data.ts';
import { COMMON_WORDS } from './common-words.data.ts';
import {
  CAPITAL_HEADS,
  CENTER_KINDS,
  FACILITY_HEADS,
  FACILITY_PARTS,
  GENERIC_PARTS,
  KNOWN_INITIALS,
  KNOWN_NAMES,
} from './facility-words.data.ts';
import {
  ACRONYMS,
  BRANDS,
  EPONYM_HEADS,
  EPONYMS,
  EVERYDAY_HEADS,
  PROPER_WORDS,
  THINGS,
} from './medical-words.data.ts';
import { CREDENTIALS, CUES, KIN, LOAN_WORDS, PARTICLES, TITLES } from './name-cues.data.ts';
import { GIVEN_NAMES, NAMES_THAT_ARE_WORDS, SURNAMES, WORDS_THAT_ARE_SURNAMES } from './name-words.data.ts';
import { unpackWords } from './packed-words.ts';
import { REGIONS } from './states.ts';

/*
 * All lists of words in one table, so that a word of a text is looked up once: what lists have it is a number of one
 * bit each, and a question whether one of them does costs nothing any more.
 */

const split = (words: string): readonly string[] => words.split(' ');
const namesOf = (names: string): readonly string[] => names.split(',');

// GeoNames has it as New York City; the state of that name is larger, but a person is rather in the city.
const EXTRA_CITIES = ['new york', 'nyc', 'brooklyn', 'manhattan', 'queens', 'bronx', 'the bronx'];

/** How each list is got; unpacking all of them at import would slow every cold start. */
const SOURCES = {
  common: () => unpackWords(COMMON_WORDS),
  surname: () => unpackWords(SURNAMES),
  given: () => unpackWords(GIVEN_NAMES),
  city: () => [...unpackWords(CITIES), ...EXTRA_CITIES],
  bigCity: () => unpackWords(BIG_CITIES),
  nameAndWord: () => unpackWords(NAMES_THAT_ARE_WORDS),
  wordAndSurname: () => unpackWords(WORDS_THAT_ARE_SURNAMES),
  region: () => REGIONS,
  title: () => split(TITLES),
  cue: () => split(CUES),
  kin: () => split(KIN),
  credential: () => split(CREDENTIALS),
  particle: () => split(PARTICLES),
  loanWord: () => split(LOAN_WORDS),
  eponymHead: () => split(EPONYM_HEADS),
  everydayHead: () => split(EVERYDAY_HEADS),
  eponym: () => split(EPONYMS),
  brand: () => split(BRANDS),
  acronym: () => split(ACRONYMS),
  thing: () => split(THINGS),
  properWord: () => split(PROPER_WORDS),
  facilityHead: () => split(FACILITY_HEADS),
  capitalHead: () => split(CAPITAL_HEADS),
  centerKind: () => split(CENTER_KINDS),
  facilityPart: () => split(FACILITY_PARTS),
  genericPart: () => split(GENERIC_PARTS),
  knownInitials: () => split(KNOWN_INITIALS),
  knownFacility: () => namesOf(KNOWN_NAMES),
} as const;

type ListName = keyof typeof SOURCES;

const NAMES = Object.keys(SOURCES);
const bitOf = (name: ListName): number => 1 << NAMES.indexOf(name);
/** The word begins an entry of several words that stands in a list of places. */
const OPENS_PLACE = 1 << NAMES.length;
const OF_SEVERAL_WORDS: readonly ListName[] = ['city', 'region', 'knownFacility'];

const build = (): ReadonlyMap<string, number> => {
  const table = new Map<string, number>();
  const add = (word: string, bit: number): void => {
    table.set(word, (table.get(word) ?? 0) | bit);
  };
  for (const [index, words] of Object.values(SOURCES).entries()) {
    for (const word of words()) add(word, 1 << index);
  }
  for (const name of OF_SEVERAL_WORDS) {
    for (const place of SOURCES[name]()) {
      const first = place.search(/[ -]/);
      if (first > 0) add(place.slice(0, first), OPENS_PLACE);
    }
  }
  return table;
};

let table: ReadonlyMap<string, number> | undefined;

/** The lists that have a word, given in its look-up form (see words.ts), one bit each. */
export const listsOf = (key: string): number => {
  table ??= build();
  return table.get(key) ?? 0;
};

/** A word of which it is known what lists have it. */
export interface Listed {
  /** Its look-up form. */
  readonly key: string;
  readonly lists: number;
}

/** What may be asked for: a word of a text, a look-up form, or no word at all, which no list has. */
export type Asked = Listed | string | undefined;

/** The look-up form of what is asked for; empty where there is no word. */
export const askedKey = (word: Asked): string => (typeof word === 'string' ? word : (word?.key ?? ''));

const askedLists = (word: Asked): number => {
  if (word === undefined) return 0;
  return typeof word === 'string' ? listsOf(word) : word.lists;
};

/** Asks for one list, or for any of several. */
export const inList = (...names: readonly ListName[]): ((word: Asked) => boolean) => {
  const bits = names.reduce((all, name) => all | bitOf(name), 0);
  return (word) => (askedLists(word) & bits) !== 0;
};

/** May the name of a place of several words begin with the word? */
export const opensPlace = ({ lists }: Listed): boolean => (lists & OPENS_PLACE) !== 0;
