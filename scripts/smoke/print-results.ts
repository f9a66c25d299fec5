import type { Result } from './check.ts';

export const printResult = ({ name, result, detail, ms }: Result): string =>
  `${name.padEnd(37)}${result.padEnd(9)}${String(ms).padStart(7)} ms  ${detail}\n`;

export const HEAD = `${'CHECK'.padEnd(37)}${'RESULT'.padEnd(9)}${'TIME'.padStart(10)}  DETAIL\n`;

/** What was not looked at is told as loudly as what failed. */
export const printSummary = (results: readonly Result[]): string => {
  const named = (wanted: Result['result']) => results.filter(({ result }) => result === wanted);
  const [ok, failed, skipped] = [named('ok'), named('FAILED'), named('SKIPPED')];
  const names = (some: readonly Result[]): string => some.map(({ name }) => name).join(', ');
  return [
    `\n${ok.length} ok, ${failed.length} failed, ${skipped.length} skipped`,
    ...(failed.length > 0 ? [`!!! FAILED: ${names(failed)}`] : []),
    ...(skipped.length > 0 ? [`!!! NOT PROVEN, since skipped: ${names(skipped)}`] : []),
    '',
  ].join('\n');
};
