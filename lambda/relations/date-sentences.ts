import type { Token } from '../tokens/token.ts';

/** A date and how far it lies after another one; negative before it. */
export type Distance = readonly [token: Token, difference: number];

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

const afterOrBefore = (difference: number): string => (difference < 0 ? 'before' : 'after');

const signed = (difference: number): string => (difference < 0 ? String(difference) : `+${difference}`);

const MINUTES = 60;

/** How dates relate, in words that hold tokens and numbers and nothing else of the text. */
export const tellDistances = (
  anchor: Token,
  unit: 'day' | 'month',
  distances: readonly Distance[],
): string => {
  const [first, ...others] = distances;
  if (first === undefined) return '';
  if (others.length > 0) {
    return `in ${unit}s from ${anchor}: ${distances.map(([token, far]) => `${token} ${signed(far)}`).join(', ')}`;
  }
  const [token, far] = first;
  return far === 0
    ? `${token} is the same ${unit} as ${anchor}`
    : `${token} is ${plural(Math.abs(far), unit)} ${afterOrBefore(far)} ${anchor}`;
};

export const tellMinutes = (anchor: Token, [token, far]: Distance): string => {
  const minutes = Math.abs(far);
  const [hours, rest] = [Math.floor(minutes / MINUTES), minutes % MINUTES];
  return `${token} is ${hours} h ${rest} min ${afterOrBefore(far)} ${anchor}`;
};

export const tellYears = (anchor: Token, token: Token, years: number): string =>
  `${token} is ${years === 0 ? 'less than a year' : plural(years, 'year')} after ${anchor}`;

/** No more is ever told of a longer time. */
export const tellFar = (anchor: Token, [token, far]: Distance): string =>
  `${token} is more than 89 years ${afterOrBefore(far)} ${anchor}`;
