import { describe, expect, it } from 'vitest';
import { parseDlpPolicy } from '../../../lambda/access/dlp-policy.ts';
import { notesFor } from '../../../lambda/gateway/notes-for.ts';
import { prepareTenantPolicy } from '../../../lambda/gateway/tenant-policy.ts';
import { bookOf } from '../../support/books.ts';

const book = bookOf(['NAME', 'John Doe'], ['NAME', 'Doe'], ['DATE', '5/4/2026'], ['DATE', '5/16/2026']);

const toldUnder = (policy: object, known = book): string | undefined => {
  const under = { scope: { book: known }, policy: prepareTenantPolicy(parseDlpPolicy(policy)) };
  const notes = notesFor({ receivedAt: Date.UTC(2026, 10, 21) }, under);
  notes?.hear(
    known
      .issued()
      .map(({ token }) => token)
      .join(' '),
  );
  return notes?.tell()?.replaceAll(/_\w{6}/g, '');
};

describe('what a model is told of the values', () => {
  it('is a matter of policy, and usual', () => {
    expect(toldUnder({})).toBe('NAME and NAME are the same person. DATE is 12 days after DATE.');
    expect(toldUnder({ relations: false })).toBeUndefined();
  });

  it('does not concern dates where policy keeps them: one that is known would tell the others', () => {
    expect(toldUnder({ actions: { DATE: 'keep' } })).toBe('NAME and NAME are the same person.');
  });

  it('is nothing where there are no values', () => {
    expect(toldUnder({}, bookOf())).toBeUndefined();
  });
});
