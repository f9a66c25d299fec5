/*
 * Ids and keys that a machine has drawn. Cut into words they are full of short names, and now and then one holds a date
 * or a number with the right check digit, but they say nothing of anybody.
 */

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const RUN = '[A-Za-z0-9]{16,}';
const CANDIDATES = new RegExp(`(?<![A-Za-z0-9])(?:${UUID}|${RUN})(?![A-Za-z0-9])`, 'g');

/** Twelve bytes or more, or a UUID. A number of as many digits has no letters. */
const HEXADECIMAL = /^(?=(?:[\d-]*[a-f]){3})(?:[0-9a-f]{24,}|[0-9a-f-]{36})$/;

/** Letters of both cases with figures strewn in, as no name is written: not a word in it, and no longer number. */
const MIXED = [/[a-z]/, /[A-Z]/, /\d[A-Za-z]+\d/];
const WORDS_OR_NUMBERS = /[a-z]{8}|[A-Z]{8}|\d{6}/;

const isNoise = (run: string): boolean =>
  HEXADECIMAL.test(run) || (MIXED.every((form) => form.test(run)) && !WORDS_OR_NUMBERS.test(run));

/** Where such stretches stand: UTF-16 units, in order. */
export const noiseIn = (text: string): readonly { readonly start: number; readonly end: number }[] =>
  [...text.matchAll(CANDIDATES)]
    .filter(([run]) => isNoise(run))
    .map(({ 0: run, index }) => ({ start: index, end: index + run.length }));

/** The text with a blank in place of each such stretch. */
export const withoutNoise = (text: string): string =>
  text.replaceAll(CANDIDATES, (run) => (isNoise(run) ? ' ' : run));

const KEY = /[\w.~+/=-]{16,}/g;

/** Whether a text holds a key, which unlike an id may have any sign in it. */
export const holdsKey = (text: string): boolean =>
  (text.match(KEY) ?? []).some((run) => isNoise(run.replaceAll(/[^A-Za-z0-9]/g, '')));
