/** What stands before a value tells what it is; these tell what it isn't. */

const isDose = (text: string, end: number): boolean =>
  /^ ?(?:mg|mcg|ml|mL|g|kg|units?|%|mm|cm|days?|weeks?|months?|years?|hours?|patients|participants|subjects|doses?|cases|samples|people|women|men|children|adults)(?!\w)/.test(
    text.slice(end, end + 14),
  );

/** "2.0", "45." and the like are amounts. */
const isAmount = (value: string): boolean =>
  /^\d{0,3}(?:\.\d{0,2})?[._/*-]{0,3}$/.test(value) && !/^\d{3}$/.test(value);

const isDateLike = (value: string): boolean =>
  /^(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4})|\d{4}-\d{1,2}-\d{1,2})$/.test(value) ||
  /^(?:19|20)\d{2}[._/*-]{0,3}$/.test(value);

/** Ids that programs give their own objects; a provider needs them as they are. */
const TECHNICAL =
  /^(?:call|fc|msg|resp|tool|toolu|run|thread|asst|item|rs|evt|req|step|vs|batch)_|^(?:file|chatcmpl|cmpl|proj|org|ft)[_-]/i;

/** Is it a dose, a date, a year or a program's own, whatever the label says? */
export const isNoId = (value: string, text: string, start: number): boolean =>
  isDose(text, start + value.length) || isAmount(value) || isDateLike(value) || TECHNICAL.test(value);

const AGE_OR_DOSE = String.raw`(?!\d| ?(?:y\/?o|y\.o|years?|yrs?|m[cg]g|m[lg]|kg|units?)(?!\p{L}))`;

/** One word with a digit in it, letters before it or not, and what groups of digits follow. */
export const VALUE = String.raw`(?<id>(?=[\p{L}\p{N}._/*-]{0,40}\d)[\p{L}\p{N}*][\p{L}\p{N}._/*-]{2,40}(?: \d{2,6}${AGE_OR_DOSE}){0,4})`;

/** Two words: letters and their number ("AB 1234567"), or groups of two digits ("12 34 56"). */
export const VALUE_IN_TWO = String.raw`(?<id>\p{L}{1,5} \d[\p{N}-]{2,14}(?![\p{L}\p{N}])|\d{2}(?:[ -]\d{2}){2,4}(?![\p{L}\p{N}]|[.,/]\d))`;

const LABEL_IN_CAPITALS =
  /^(?:ID|IDS|NO|NR|NUM|CODE|SSN|MRN|VIN|NPI|DEA|IBAN|REF|SN|LOT|FOR|IS|WAS|ON|AT|OF|TO|BY|IN|AGE|BP|HR) /;

/** Letters that stand before a number are its own only in capitals, else they are a word, or another label. */
export const isOwnPrefix = (value: string): boolean =>
  value === value.toUpperCase() && !LABEL_IN_CAPITALS.test(value);
