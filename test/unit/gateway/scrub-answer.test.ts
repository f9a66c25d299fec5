import { describe, expect, it } from 'vitest';
import type { PhiType } from '../../../lambda/contract/phi-type.ts';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { scrubAnswer } from '../../../lambda/gateway/scrub-answer.ts';
import { anyJson } from '../../../lambda/openai/leaf.ts';
import type { Detector } from '../../../lambda/phi/detector.ts';
import { restoreText } from '../../../lambda/tokens/restorer.ts';
import { createTokenBook } from '../../../lambda/tokens/token-book.ts';
import { GOING_ON, OWNER, SCOPE } from '../../support/identities.ts';
import { DEFAULT } from '../../support/policies.ts';

/** Finds these stretches in every text. */
const finding = (...stretches: readonly (readonly [PhiType, RegExp])[]): Detector => ({
  detect: (texts) =>
    Promise.resolve({
      degraded: false,
      spans: texts.map(({ text }) =>
        stretches
          .flatMap(([type, pattern]) =>
            [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
              ...{ start: index, end: index + found.length, type, score: 1, source: 'test' },
            })),
          )
          .sort((a, b) => a.start - b.start),
      ),
    }),
});

const setUp = () => {
  const book = createTokenBook({ key: new Sensitive(Buffer.alloc(32)), scope: SCOPE });
  const token = book.issue('NAME', 'Ana Ruiz');
  const same = (value: string): string => value;
  const scope = { id: SCOPE, owner: OWNER, book, hashIdentity: same, hashId: same, hashPayload: same };
  const scrubbed = async (text: string, detector: Detector) => {
    const deps = { detector, scope, policy: DEFAULT, signal: GOING_ON, length: text.length };
    const { body, replaced } = await scrubAnswer(anyJson, { text }, deps);
    return { text: String(body['text']), replaced: replaced.get('.*') };
  };
  const restored = (text: string): string => restoreText(text, book, { context: 'text' });
  return { book, token, scrubbed, restored };
};

describe('an answer that is scrubbed', () => {
  it('keeps its tokens, however they are spelled, and gives the others', async () => {
    const { token, scrubbed, restored } = setUp();
    const given = `${token}, ${token.toLowerCase()} and ${token.replace('_', '\\_')} saw Bo Lee.`;
    const { text } = await scrubbed(given, finding(['NAME', /Bo Lee/g]));
    expect(text).toMatch(/ saw NAME_[0-9A-Z]{6}\.$/);
    expect(text.startsWith(given.slice(0, given.indexOf('Bo Lee')))).toBe(true);
    expect(restored(text)).toBe('Ana Ruiz, Ana Ruiz and Ana Ruiz saw Bo Lee.');
  });

  it('keeps tokens in the middle of what was found', async () => {
    const { token, scrubbed, restored } = setUp();
    for (const found of [`Dr. ${token}`, `${token} Bo Lee`, `Bo ${token} Lee ${token}, MD`, token]) {
      const { text } = await scrubbed(`It is ${found}.`, finding(['NAME', /(?<=is ).*(?=\.$)/g]));
      expect(text).toContain(token);
      expect(text).not.toMatch(/Dr|Bo|Lee|MD/);
      expect(restored(text)).toBe(`It is ${found}.`.replaceAll(token, 'Ana Ruiz'));
    }
  });

  it('gives no token for blanks and signs beside one', async () => {
    const { book, token, scrubbed } = setUp();
    const { text } = await scrubbed(`( ${token}, -)`, finding(['NAME', /.+/gs]));
    expect(text).toBe(`( ${token}, -)`);
    expect(book.issued()).toHaveLength(1);
  });

  it('replaces what is spelled like a token and is none', async () => {
    const { scrubbed, restored } = setUp();
    const { text } = await scrubbed('NAME_000000 is new.', finding(['ID', /NAME_000000/g]));
    expect(text).toMatch(/^ID_[0-9A-Z]{6} is new\.$/);
    expect(restored(text)).toBe('NAME_000000 is new.');
  });

  it('says where it was changed, for the citations in it', async () => {
    const { token, scrubbed } = setUp();
    const { text, replaced } = await scrubbed(`${token} saw Bo Lee.`, finding(['NAME', /Bo Lee/g]));
    const written = text.slice(token.length + ' saw '.length, -1);
    expect(replaced).toEqual([{ at: token.length + ' saw '.length, spelled: 'Bo Lee', written }]);
  });
});
