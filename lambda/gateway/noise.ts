/*
 * Ids and keys that a machine has drawn. Cut into words they are full of short names, and now and then one holds a date
 * or a number with the right check digit, but they say nothing of anybody.
 */

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const RUN = '[A-Za-z0-9]{16,}';
const CANDIDATES = new RegExp(`(?<![A-Za-z0-9])(?:${UUID}|${RUN})(?![A-Za-z0-9])`, 'g');

/** Twelve bytes or more, or a UUID. A number of as many digits has no letters. */
const HEXADECIMAL = /^(?=(?:[\d-]*[a-f]){3})(?:[0-9a-f]{24,}|[0-9a-f-]{36})$/;

/** Letters of both cases with figures strewn in, as no name is written, and no longer number. */
const MIXED: readonly RegExp[] = [/[a-z]/, /[A-Z]/, /\d[A-Za-z]+\d/, /^(?!.*\d{6})/];

/** In words nearly every letter stands beside one of its own case; where they are drawn, every sixth. */
const SAME_CASE: readonly RegExp[] = [/[a-z](?=[a-z])/g, /[A-Z](?=[A-Z])/g];
const MOST_BESIDE = 0.4;

const isMixed = (run: string): boolean =>
  MIXED.every((form) => form.test(run)) &&
  SAME_CASE.every((pair) => (run.match(pair)?.length ?? 0) < run.length * MOST_BESIDE);

const isNoise = (run: string): boolean => HEXADECIMAL.test(run) || isMixed(run);

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
