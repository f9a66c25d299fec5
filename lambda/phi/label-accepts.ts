import { isCity, isCommonWord } from './lexicon.ts';
import { isAnyName, isPlainWord, isStrongGiven, isStrongSurname } from './name-reading.ts';
import { isAcronym, isGenericPart, isProperWord } from './word-sets.ts';
import { isCapital, type Word, wordsOf } from './words.ts';

const isNameWord = (word: Word): boolean =>
  isCapital(word) || word.shape === 'caseless'
    ? !isPlainWord(word) || isAnyName(word)
    : isStrongGiven(word) || isStrongSurname(word);

/** `"patient": "new"` and `"author": "system"` name nobody: beside a bare role a value must look like a name. */
export const looksLikePerson = (value: string): boolean => {
  const words = wordsOf(value);
  return words.some(isNameWord) || (words.length > 1 && words.every(({ key }) => isAnyName(key)));
};

/** `"line": "const x = 1"` is none, `"line": "1 Long Way"` is one. */
export const looksLikeStreet = (value: string): boolean =>
  /^\d{1,6}[A-Za-z]?,? \p{Lu}|^p\.? ?o\.? box|^(?:\p{Lu}[\p{L}'’.-]{1,30} ){1,4}(?:\p{Lu}|\d)/iu.test(
    value,
  ) &&
  /^\d{1,6}\S? \p{L}{2}|\p{Lu}/u.test(value) &&
  !/[=;(){}<>]/.test(value);

/** `"hospital": "inpatient"`, `"facility": "ED"`: a site has a name of its own, or a number. */
export const looksLikeSite = (value: string): boolean => {
  const words = wordsOf(value);
  if (words.length > 1 && /^\p{Lu}/u.test(value) && /\d/.test(value)) return true;
  return words.some(
    (word) =>
      isCapital(word) &&
      word.text.length > 2 &&
      !isAcronym(word) &&
      !isGenericPart(word) &&
      !isProperWord(word) &&
      (words.length > 1 || !isCommonWord(word) || isCity(word)),
  );
};
