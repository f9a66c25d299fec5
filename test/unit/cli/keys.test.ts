import { describe, expect, it } from 'vitest';
import type { Terminal } from '../../../cli/command.ts';
import { readTerms } from '../../../cli/keys/key-terms.ts';
import { runKeys } from '../../../cli/keys/keys-command.ts';

const nothing = async function* (): AsyncGenerator<Uint8Array> {};

const createTerminal = () => {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal: Terminal = {
    stdin: nothing(),
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    colours: false,
  };
  return { terminal, out, err };
};

describe('hawthorn keys', () => {
  it.each([
    ['keys create --tenant St.Clinic --role clinician', '--tenant must be lower-case letters'],
    ['keys create --tenant a --role doctor', 'There is no such role: clinician, analyst, auditor.'],
    ['keys create --tenant a', 'Name the role with --role: clinician'],
    ['keys create --tenant a --role auditor --expires 2001-01-01', '--expires must be in the future'],
    ['keys create --tenant a --role auditor --requests-per-month 0', 'a whole number from 1 on'],
    ['keys create --tenant a --role auditor --vault maybe', 'kept or none'],
    ['keys create --tenant a --role auditor --cake', 'An option is not known'],
    ['keys disable hwk_test_a1b2c3d4e5f6_secret', 'named by its id'],
    ['keys list --region us-east-1', 'go with --stage'],
    ['keys list --keys-table x', 'Name --keys-table and --audit-table both'],
    ['keys', 'Usage: hawthorn keys'],
    ['keys list --stage Dev!', '--stage must be the name of a stage'],
    ['keys list --stage dev --keys-table x', 'either --stage or the tables'],
    ['keys list --stage dev --endpoint nowhere', '--endpoint must be an address'],
  ])('says what is wrong, before it opens anything: %s', async (line, says) => {
    const { terminal, out } = createTerminal();
    const [, ...args] = line.split(' ');
    await expect(runKeys(args, terminal)).rejects.toThrow(says);
    await expect(runKeys(args, terminal)).rejects.not.toThrow('secret');
    expect(out).toEqual([]);
  });

  it.each(['create', 'list', 'disable', 'enable'])('tells how it is used: %s', async (verb) => {
    const { terminal, out, err } = createTerminal();
    expect(await runKeys([verb, '--help'], terminal)).toBe(0);
    expect(out.join('')).toMatch(new RegExp(`^Usage: hawthorn keys ${verb}`));
    expect(out.join('')).toContain('--stage NAME');
    expect(err).toEqual([]);
  });
});

describe('the terms of a key', () => {
  const NOW = Date.UTC(2026, 10, 21, 12);
  const given = { tenant: 'clinic', role: 'analyst' };

  it.each([
    ['90d', '2027-02-19T12:00:00.000Z'],
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31T08:00:00+02:00', '2027-01-31T06:00:00.000Z'],
  ])('end when they are told to: %s', (expires, expiresAt) => {
    expect(readTerms({ ...given, expires }, NOW)).toEqual({
      ...{ tenant: 'clinic', role: 'analyst', vault: 'kept', expiresAt },
    });
  });

  it.each(['soon', '2027-13-01', '0d', '-1d', '31.1.2027', '2027-01-31T08:00', '2026-11-21T12:00:00Z', ''])(
    'do not end at any other word: %j',
    (expires) => {
      expect(() => readTerms({ ...given, expires }, NOW)).toThrow('--expires must be');
    },
  );

  it('have every limit that is given', () => {
    const limits = {
      ...{ 'max-output-tokens': '1', 'requests-per-minute': '2', 'requests-per-month': '3' },
      ...{ 'tenant-requests-per-minute': '4', 'tenant-requests-per-month': '5' },
    };
    expect(readTerms({ ...given, ...limits }, NOW)).toMatchObject({
      ...{ maxOutputTokens: 1, requestsPerMinute: 2, requestsPerMonth: 3 },
      ...{ tenantRequestsPerMinute: 4, tenantRequestsPerMonth: 5 },
    });
  });

  it.each(['1.5', '1e3', '-1', '', ' 1', '9'.repeat(30)])('have no limit like %j', (limit) => {
    expect(() => readTerms({ ...given, 'requests-per-minute': limit }, NOW)).toThrow('whole number');
  });
});
