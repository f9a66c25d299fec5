import { BIG_CITIES, CITIES } from './city-words.data.ts';
import { COMMON_WORDS } from './common-words.data.ts';
import { GIVEN_NAMES, NAMES_THAT_ARE_WORDS, SURNAMES, WORDS_THAT_ARE_SURNAMES } from './name-words.data.ts';
import { lazySet } from './packed-words.ts';

// All look-ups take the folded form of a word, see words.ts.

/** Is it a given name somewhere? Many are ordinary words too. */
export const isGivenName = lazySet(GIVEN_NAMES);

/** Is it a surname somewhere? Many are ordinary words too. */
export const isSurname = lazySet(SURNAMES);

/** Is it foremost an ordinary English word, though it may be a name too (will, may, grant)? */
export const isCommonWord = lazySet(COMMON_WORDS);

/** Is it foremost a name, though it is a word too (mark, rose, jack)? */
export const isNameAndWord = lazySet(NAMES_THAT_ARE_WORDS);

/** Is it a town or city? Names of several words are joined by one space. */
export const isCity = (name: string): boolean => isListedCity(name) || EXTRA_CITIES.has(name);

const isListedCity = lazySet(CITIES);
// GeoNames has it as New York City; the state of that name is larger, but a person is rather in the city.
const EXTRA_CITIES = new Set(['new york', 'nyc', 'brooklyn', 'manhattan', 'queens', 'bronx', 'the bronx']);

/** Is it a word that is a frequent surname too (white, king, cook)? Right after a given name it is one. */
export const isWordAndSurname = lazySet(WORDS_THAT_ARE_SURNAMES);

/** Is it a city that the whole world knows, so that its name is seldom a person's? */
export const isBigCity = lazySet(BIG_CITIES);
