import { inList } from './word-lists.ts';

// All look-ups take a word of a text or the folded form of one, see words.ts.

/** Is it a given name somewhere? Many are ordinary words too. */
export const isGivenName = inList('given');

/** Is it a surname somewhere? Many are ordinary words too. */
export const isSurname = inList('surname');

/** Is it foremost an ordinary English word, though it may be a name too (will, may, grant)? */
export const isCommonWord = inList('common');

/** Is it foremost a name, though it is a word too (mark, rose, jack)? */
export const isNameAndWord = inList('nameAndWord');

/** Is it a town or city? Names of several words are joined by one space. */
export const isCity = inList('city');

/** Is it a word that is a frequent surname too (white, king, cook)? Right after a given name it is one. */
export const isWordAndSurname = inList('wordAndSurname');

/** Is it a city that the whole world knows, so that its name is seldom a person's? */
export const isBigCity = inList('bigCity');
