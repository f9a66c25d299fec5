import { digitRowsOf } from './digit-rows.ts';
import { labelWords, readUnderLabel } from './labels.ts';
import { mergeSpans } from './merge.ts';
import { createReading } from './name-shape.ts';
import { type PlainView, plainViewOf } from './plain-view.ts';
import { findAges } from './recognizers/age.ts';
import { findCheckedNumbers } from './recognizers/checked-number.ts';
import { findCities } from './recognizers/city.ts';
import { findDates } from './recognizers/date.ts';
import { findEmails } from './recognizers/email.ts';
import { findFacilities } from './recognizers/facility.ts';
import { findLabelledIds } from './recognizers/labelled-id.ts';
import { findNames, findNumbersAfterNames } from './recognizers/name.ts';
import { findNetworkAddresses } from './recognizers/network.ts';
import { findPhones, findSpokenNumbers } from './recognizers/phone.ts';
import { findSecrets } from './recognizers/secret.ts';
import { findStanding } from './recognizers/standing.ts';
import { findCounties, findStreets } from './recognizers/street.ts';
import { findInStructuredText } from './recognizers/structured-text.ts';
import type { Span } from './span.ts';
import { markTelling, stillStanding, uniteSpans } from './unite.ts';

/** A label helps to judge a bare value; a long text speaks for itself. */
const LONGEST_LABELLED = 300;

/** Most texts of a conversation hold no digit, so what needs one is not looked for. */
const findNumbers = (text: string): Span[] => {
  const rows = digitRowsOf(text);
  if (rows.digits === 0) return [];
  return [
    ...findCheckedNumbers(text, rows),
    ...findLabelledIds(text),
    ...findPhones(text, rows),
    ...findStreets(text, rows),
  ];
};

const findIn = (text: string): Span[] => {
  const reading = createReading(text);
  const names = findNames(reading);
  const found = [
    ...findSecrets(text),
    ...findEmails(text),
    ...findNetworkAddresses(text),
    ...findNumbers(text),
    ...findSpokenNumbers(text),
    ...findInStructuredText(text),
    ...findDates(text),
    ...findAges(text),
    ...findCounties(text),
    ...findFacilities(reading),
    ...findCities(reading),
    ...names,
    ...findNumbersAfterNames(text, names),
  ];
  return uniteSpans(text, [...mergeSpans(text, found), ...findStanding(text, reading.words)]);
};

/** A value as short as this is one thing. */
const LONGEST_PLAIN = 40;

/** No label makes PHI of a truth value, a bare amount or an empty value. */
const isInert = (text: string): boolean =>
  /^\s*(?:true|false|null|yes|no|active|inactive|final|completed|pending|male|female|[-+]?\d{1,3}(?:\.\d{1,3})?)?\s*$/i.test(
    text,
  );

/** What the label alone decides, and what is found when it stands before the value. */
const findUnderName = (text: string, label: string): Span[] => {
  const words = labelWords(label);
  if (words === '') return [];
  const labelled = readUnderLabel(words, text);
  const whole: Span[] =
    labelled === undefined
      ? []
      : [{ start: 0, end: labelled.length, type: labelled.type, score: 0.9, source: 'label' }];
  const lead = `${words}: `;
  const settled = labelled !== undefined && labelled.length === text.length && text.length <= LONGEST_PLAIN;
  // Where the label decides all of a short value, reading it once more in context could add nothing.
  if (settled || isInert(text)) return whole;
  const inContext = markTelling(lead + text, findIn(lead + text))
    .filter((span) => span.end > lead.length)
    .map((span) => ({ ...span, start: Math.max(0, span.start - lead.length), end: span.end - lead.length }));
  return [...whole, ...stillStanding(text, inContext)];
};

/** A value may go by several names, one a line. */
const findUnderLabel = (text: string, label: string): Span[] =>
  text.length > LONGEST_LABELLED ? [] : label.split('\n').flatMap((name) => findUnderName(text, name));

const isInPair = (text: string, at: number): boolean =>
  at > 0 && at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff;

/** From the view back to the text as written, on whole code points, without white space at the ends. */
const toOriginal = (text: string, view: PlainView, span: Span): Span => {
  const origins = view.origins;
  let start = origins === undefined ? span.start : (origins[span.start] ?? text.length);
  let end = origins === undefined ? span.end : (origins[span.end] ?? text.length);
  while (start < end && /\s/.test(text.charAt(start))) start += 1;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  if (isInPair(text, start)) start -= 1;
  if (isInPair(text, end)) end += 1;
  return { ...span, start, end };
};

/**
 * Everything in one text that may identify somebody, by all recognizers: sorted, not overlapping. What Safe Harbor lets
 * stand is among it; a policy decides what counts.
 */
export const findSpans = (text: string, label?: string): Span[] => {
  const view = plainViewOf(text);
  const found = findIn(view.text);
  const all =
    label === undefined ? found : uniteSpans(view.text, [...found, ...findUnderLabel(view.text, label)]);
  const origin = (span: Span): Span => toOriginal(text, view, span);
  if (view.origins === undefined) return uniteSpans(text, all.map(origin));
  return uniteSpans(text, stillStanding(text, markTelling(view.text, all).map(origin)));
};
