import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, PolicyError, parseDlpPolicy } from '../../../lambda/access/dlp-policy.ts';

const SECRET = 'Desmond Quennelworth';

const faultIn = (written: unknown): string => {
  try {
    parseDlpPolicy(written);
  } catch (error) {
    if (error instanceof PolicyError) return error.message.replace('The policy is not valid: ', '');
    throw error;
  }
  return 'none';
};

describe('a policy', () => {
  it('has a default for everything', () => {
    expect(DEFAULT_POLICY).toEqual({
      profile: 'safe-harbor',
      actions: {},
      thresholds: {},
      allow: [],
      deny: [],
      onOutage: 'refuse',
      relations: true,
      media: 'stage',
    });
  });

  it('takes a denied term with a digit for an id, another one for a name, unless it says', () => {
    const { deny } = parseDlpPolicy({ deny: ['Heron', 'ward 7', { term: 'Elm', type: 'PLACE' }] });
    expect(deny).toEqual([
      { term: 'Heron', type: 'NAME' },
      { term: 'ward 7', type: 'ID' },
      { term: 'Elm', type: 'PLACE' },
    ]);
  });

  it('once checked is still the same when it is checked again', () => {
    const policy = parseDlpPolicy({
      profile: 'strict',
      actions: { ID: 'block' },
      deny: ['Heron'],
      allow: ['Ü'],
    });
    expect(parseDlpPolicy(JSON.parse(JSON.stringify(policy)))).toEqual(policy);
  });

  it.each<[unknown, string]>([
    [undefined, 'the policy must be an object.'],
    [[], 'the policy must be an object.'],
    [{ profil: 'strict' }, 'profil is not known.'],
    [{ profile: SECRET }, 'profile must be one of safe-harbor, strict.'],
    [{ actions: { NAMES: 'keep' } }, 'actions.NAMES is not known.'],
    [{ actions: { NAME: 'drop' } }, 'actions.NAME must be one of keep, tokenise, block.'],
    [{ thresholds: { ID: 1.5 } }, 'thresholds.ID must be from 0 to 1.'],
    [{ thresholds: { ID: '0.5' } }, 'thresholds.ID must be a number.'],
    [{ allow: [SECRET, ''] }, 'allow[1] must begin and end with a letter or digit.'],
    [{ allow: ['x'.repeat(201)] }, 'allow[0] must have 200 characters at most.'],
    [{ allow: ['a '.repeat(33) + 'a'] }, 'allow[0] must have 32 words at most.'],
    [{ allow: Array.from({ length: 2_001 }, () => 'a') }, 'allow must have 2000 terms at most.'],
    [{ deny: [{ term: SECRET }] }, 'deny[0].type must be one of NAME, PLACE,'],
    [{ deny: [{ term: SECRET, type: 'NAME', why: '' }] }, 'deny[0].why is not known.'],
    [{ deny: [7] }, 'deny[0] must be a text, or an object of term and type.'],
    [{ deny: ['-'] }, 'deny[0] must begin and end with a letter or digit.'],
    [{ allow: [SECRET], deny: ['x', SECRET.toUpperCase()] }, 'deny[1] is among the allowed terms too.'],
    [
      { onOutage: true, relations: 'no' },
      'onOutage must be one of refuse, local; relations must be true or false.',
    ],
    [{ media: 'allow' }, 'media must be one of stage, block.'],
  ])('that is wrong says where and how, and never what stands there: %j', (written, fault) => {
    expect(faultIn(written)).toContain(fault);
    expect(faultIn(written)).not.toMatch(new RegExp(SECRET, 'i'));
  });
});
