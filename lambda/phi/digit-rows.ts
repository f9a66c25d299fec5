/** What the longest numbers of a text are like, so that patterns of longer ones need not be looked for. */
export interface DigitRows {
  /** The most digits with no letter between them, whatever signs are. */
  readonly digits: number;
  /** The longest stretch of plain letters, digits and `<`. */
  readonly run: number;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** Beyond ASCII anything may be a letter, and then a number ends sooner than it would: so nothing there ends one. */
const isPlainLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const LESS_THAN = 60;

/** Looks through a text once. */
export const digitRowsOf = (text: string): DigitRows => {
  let [digits, row, run, longest] = [0, 0, 0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const digit = isDigit(code);
    const letter = isPlainLetter(code);
    if (digit) row += 1;
    else if (letter) row = 0;
    run = digit || letter || code === LESS_THAN ? run + 1 : 0;
    if (row > digits) digits = row;
    if (run > longest) longest = run;
  }
  return { digits, run: longest };
};
