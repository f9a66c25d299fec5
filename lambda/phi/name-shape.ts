import { isCommonWord, isGivenName, isSurname } from './lexicon.ts';
import { between, isMedical, isUnknown, type Reading } from './name-reading.ts';
import { isBrand, isRegion } from './word-sets.ts';
import { isFlat, type Word, wordsOf } from './words.ts';

// What a word that no list has may be, by its form alone.

/** How generic names of drugs and the words of medicine end: what no list of words has may still be one of them. */
const MEDICAL_ENDING =
  /.{3}(?:itis|osis|oses|a?emia|a?emic|oma|omas|pathy|pathic|ectomy|otomy|ostomy|scopy|scopic|graphy|graphic|gram|grams|plasty|plegia|plegic|algia|algic|uria|uric|olog(?:y|ic|ical|ist|ists)|iasis|genic|genesis|trophy|trophic|phagia|phasia|phobia|sclerosis|cytes?|cytic|penia|philia|rrh(?:ea|oea|age|aphy)|esthesia|otic|ergic|itic|atic|ometry|kinase|ase|azole|pril|sartan|olol|statin|mycin|cillin|mab|umab|tinib|ciclib|vir|azine|idine|azepam|zolam|oxacin|cycline|gliptin|gliflozin|glutide|parin|xaban|dipine|triptan|setron|profen|caine|thiazide|phylline|onide|asone|solone|terol|tropium|lukast|fibrate|formin|glitazone|barbital|oxetine|traline|epine|apine|idone|iprazole|pramine|triptyline|bactam|penem|floxacin|prost|dronate|amine|amide|imide|afil|osin|ium|coccus|cocci|bacter|bacteria|virus|plasma|mers?|form|oid|oids|ose|ide|ides|ate|ates|yl|ene|one|ones|eous|aceous|ular|eal|ment|ments|ness|tion|tions|sion|ity|ties|able|ible|less|wise|ship|ware|tech|pharma?|gen|med|care|soft|corp|bot|app|gpt)$/;

/** May it be a drug, a finding, an organism or a firm rather than a name that no list has? */
export const looksMedical = (word: string): boolean => MEDICAL_ENDING.test(word);

/** Endings of surnames in many languages: enough to tell a name that no list has. */
const SURNAME_ENDING =
  /.{2}(?:ov|ova|ev|eva|in[ao]va|sky|ski|ska|skaya|wicz|czyk|czak|sson|sen|dottir|ic|vic|escu|yan|ian|adze|idze|shvili|enko|chuk|inen|nen|poulos|akis|idis|oglu|ez|mann|stein|berg|vich|vna|uddin|khan|sth|strom|qvist|gaard|son|ak|ek|eau|eaux|ini|elli|etti|ucci|oto|awa|ama|ura|moto|yama|hara|shima|singh|pour|zadeh|nejad)$/;

/** A letter that English spells without: a sign of a name in an English text. */
export const FOREIGN = /[^\u0000-\u007f]/;

/** Written like a name, in a list of names or built like one. */
export const isNamePart = (reading: Reading, index: number): boolean => {
  const word = reading.words[index];
  return (
    word !== undefined &&
    word.shape === 'title' &&
    isUnknown(word) &&
    !isBrand(word) &&
    !isRegion(word) &&
    (isSurname(word) || isGivenName(word) || SURNAME_ENDING.test(word.key) || FOREIGN.test(word.text))
  );
};

/** Written like a name and no word that we know, neither of English nor of medicine. */
export const isStranger = (reading: Reading, index: number): boolean => {
  const word = reading.words[index];
  return (
    word?.shape === 'title' &&
    word.text.length > 2 &&
    !reading.foreign &&
    isUnknown(word) &&
    !isMedical(reading, index) &&
    !isRegion(word)
  );
};

/** Does a new sentence or line begin with the word, so that its capital says nothing? */
export const opensSentence = (reading: Reading, index: number): boolean =>
  index === 0 || /[.!?:;\n\r"“•*#>|-]\s{0,3}$/.test(between(reading, index - 1, index));

/** Does a line begin with the word, or with a mark of a list before it? */
export const opensLine = ({ text, words }: Reading, index: number): boolean =>
  /(?:^|\n)[ \t>]{0,4}(?:(?:[-*•|]|\d{1,3}[.)]) {0,3})?$/.test(
    text.slice(Math.max(0, (words[index]?.start ?? 0) - LINE_LEAD), words[index]?.start ?? 0),
  );
const LINE_LEAD = 14;

/** As many words as tell the language of a text. */
const ENOUGH = 300;
const FEW = 8;
const FOREIGN_SHARE = 0.4;

/** Is the text in another language, by its words in lower case? */
const isForeign = (words: readonly Word[]): boolean => {
  let [lower, unknown] = [0, 0];
  for (const word of words.slice(0, ENOUGH)) {
    if (word.shape !== 'lower' && word.shape !== 'caseless') continue;
    lower += 1;
    if (!isCommonWord(word)) unknown += 1;
  }
  return lower >= FEW && unknown > lower * FOREIGN_SHARE;
};

/** Reads a text once for all recognizers that look at its words. */
export const createReading = (text: string): Reading => {
  const words = wordsOf(text);
  return { text, words, flat: isFlat(words), foreign: isForeign(words) };
};
