import { inList } from './word-lists.ts';

export const isTitle = inList('title');
export const isCue = inList('cue');
export const isKin = inList('kin');
export const isCredential = inList('credential');
export const isParticle = inList('particle');
export const isLoanWord = inList('loanWord');
export const isEponymHead = inList('eponymHead');
export const isEverydayHead = inList('everydayHead');
export const isEponym = inList('eponym');
export const isBrand = inList('brand');
export const isAcronym = inList('acronym');
export const isThing = inList('thing');
export const isProperWord = inList('properWord');
export const isFacilityHead = inList('facilityHead');
export const isCapitalHead = inList('capitalHead');
export const isCenterKind = inList('centerKind');
export const isFacilityPart = inList('facilityPart');
export const isGenericPart = inList('genericPart');
export const isKnownInitials = inList('knownInitials');
export const isKnownFacility = inList('knownFacility');
/** A state or a country: a place too large to identify anybody. */
export const isRegion = inList('region');
