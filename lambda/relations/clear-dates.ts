const MONTH =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
const YEAR = String.raw`(?:18|19|20)\d\d`;

const IN_NUMBERS = new RegExp(
  String.raw`(?<![\w./-])(?:${YEAR}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([/-])\d{1,2}\2(?:${YEAR}|\d\d)|\d{1,2}\.\d{1,2}\.${YEAR})(?![\w/-])`,
);
const IN_WORDS = new RegExp(
  String.raw`(?<!\p{L})${MONTH}\.? \d{1,2}(?:st|nd|rd|th)?(?![\d%])|(?<![\p{L}\d./-])\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH}(?!\p{L})`,
  'u',
);

/**
 * Whether a text that goes out says a day: one that policy keeps, or that no detector took for a date. Whoever knows one
 * of several related dates knows all of them.
 */
export const holdsClearDay = (text: string): boolean => IN_NUMBERS.test(text) || IN_WORDS.test(text);
