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
import { lazySet } from './packed-words.ts';

const split = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const set = (words: string): ((word: string) => boolean) => lazySet(words, split);

export const isTitle = set(TITLES);
export const isCue = set(CUES);
export const isKin = set(KIN);
export const isCredential = set(CREDENTIALS);
export const isParticle = set(PARTICLES);
export const isLoanWord = set(LOAN_WORDS);
export const isEponymHead = set(EPONYM_HEADS);
export const isEverydayHead = set(EVERYDAY_HEADS);
export const isEponym = set(EPONYMS);
export const isBrand = set(BRANDS);
export const isAcronym = set(ACRONYMS);
export const isThing = set(THINGS);
export const isProperWord = set(PROPER_WORDS);
export const isFacilityHead = set(FACILITY_HEADS);
export const isCapitalHead = set(CAPITAL_HEADS);
export const isCenterKind = set(CENTER_KINDS);
export const isFacilityPart = set(FACILITY_PARTS);
export const isGenericPart = set(GENERIC_PARTS);
export const isKnownInitials = set(KNOWN_INITIALS);
export const isKnownFacility = lazySet(KNOWN_NAMES, (names) => new Set(names.split(',')));
