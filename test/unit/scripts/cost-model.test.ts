import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { costOf, totalOf } from '../../../scripts/cost/cost-model.ts';
import { usageOf, type Workload } from '../../../scripts/cost/usage.ts';

const CHAT: Workload = {
  endpoint: 'chat',
  requests: 1_000_000,
  characters: 2_000,
  answerCharacters: 1_500,
  newValues: 3,
  turns: 1,
  providerSeconds: 8,
  overheadSeconds: 0,
  memoryMb: 1_024,
  detector: 'comprehend',
  requestsPerLookup: 20,
};

const dollarsFor = (what: string, workload: Partial<Workload> = {}): number | undefined =>
  costOf({ ...CHAT, ...workload }).find((line) => line.what === what)?.dollars;

describe('the cost of a million requests', () => {
  test('what the detector reads: each 100 characters begun of question and answer', () => {
    expect(dollarsFor('Comprehend Medical')).toBeCloseTo(1_000_000 * 35 * 0.0014, 6);
    expect(dollarsFor('Comprehend Medical', { characters: 1, answerCharacters: 0 })).toBeCloseTo(1_400, 6);
    expect(dollarsFor('Comprehend Medical', { detector: 'local' })).toBe(0);
  });

  test('the time in which a function waits for the provider', () => {
    expect(dollarsFor('Lambda time')).toBeCloseTo(8 * 13.3334, 6);
    expect(dollarsFor('Lambda time', { memoryMb: 2_048, overheadSeconds: 2 })).toBeCloseTo(20 * 13.3334, 6);
  });

  test('what is counted by call', () => {
    expect(dollarsFor('API Gateway')).toBeCloseTo(3.5, 6);
    expect(dollarsFor('Lambda requests')).toBeCloseTo(0.2, 6);
    expect(dollarsFor('KMS requests')).toBeCloseTo(100_000 * 0.000_003, 6);
  });

  test('writes grow by the KB of what is kept, and by the values that are new', () => {
    const local = { ...CHAT, detector: 'local' } as const;
    const { writeUnits } = usageOf(local);
    expect(usageOf({ ...local, newValues: 5 }).writeUnits).toBe(writeUnits + 2);
    expect(usageOf({ ...local, characters: 2_000 + 4 * 1_024 }).writeUnits).toBe(writeUnits + 2);
    expect(dollarsFor('DynamoDB writes', { detector: 'local' })).toBeCloseTo(writeUnits * 0.625, 6);
  });

  test('a long conversation by previous_response_id reads what came before, chat reads nothing', () => {
    const reads = (turns: number, endpoint: Workload['endpoint']) =>
      usageOf({ ...CHAT, endpoint, turns }).readUnits;
    expect(reads(21, 'responses') - reads(1, 'responses')).toBe(10);
    expect(reads(21, 'chat')).toBe(reads(1, 'chat'));
  });

  test('the sum is that of its lines, and most of it is paid for what is used', () => {
    const lines = costOf(CHAT);
    expect(totalOf(lines)).toBeCloseTo(
      lines.map(({ dollars }) => dollars).reduce((sum, dollars) => sum + dollars),
      6,
    );
    expect(totalOf(costOf({ ...CHAT, requests: 0 }))).toBe(5 + 75);
  });

  test('is what docs/cost.md says', () => {
    const page = readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8');
    for (const { what, dollars } of costOf({ ...CHAT, overheadSeconds: 0.2, memoryMb: 1_769 })) {
      const [whole = '', cents = ''] = dollars.toFixed(2).split('.');
      const written = `${Number(whole).toLocaleString('en-US')}.${cents}`;
      expect(page).toContain(`| ${what} | ${written} |`);
    }
  });
});
