import { ACRONYMS, BRANDS, EPONYM_HEADS, EPONYMS, PROPER_WORDS } from './medical-words.data.ts';
import { CREDENTIALS, CUES, KIN, PARTICLES, TITLES } from './name-cues.data.ts';
import { lazySet } from './packed-words.ts';

const split = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const set = (words: string): ((word: string) => boolean) => lazySet(words, split);

export const isTitle = set(TITLES);
export const isCue = set(CUES);
export const isKin = set(KIN);
export const isCredential = set(CREDENTIALS);
export const isParticle = set(PARTICLES);
export const isEponymHead = set(EPONYM_HEADS);
export const isEponym = set(EPONYMS);
export const isBrand = set(BRANDS);
export const isAcronym = set(ACRONYMS);
export const isProperWord = set(PROPER_WORDS);
