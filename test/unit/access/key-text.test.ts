import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createKeyText, hashSecret, parseKeyText } from '../../../lambda/access/key-text.ts';

const ID = 'a1b2c3d4e5f6';
const SECRET = 'Aa0'.repeat(14) + 'Z';

describe('parseKeyText', () => {
  it.each(['live', 'test'] as const)('takes a %s key apart', (environment) => {
    const key = parseKeyText(`hwk_${environment}_${ID}_${SECRET}`);
    expect(key?.environment).toBe(environment);
    expect(key?.id).toBe(ID);
    expect(key?.secret.reveal()).toBe(SECRET);
  });

  it.each([
    ['nothing', ''],
    ['another service', `sk_live_${ID}_${SECRET}`],
    ['another environment', `hwk_prod_${ID}_${SECRET}`],
    ['upper case in the id', `hwk_live_${ID.toUpperCase()}_${SECRET}`],
    ['a short id', `hwk_live_${ID.slice(1)}_${SECRET}`],
    ['a short secret', `hwk_live_${ID}_${SECRET.slice(1)}`],
    ['a long secret', `hwk_live_${ID}_${SECRET}x`],
    ['a line feed after it', `hwk_live_${ID}_${SECRET}\n`],
    ['white space before it', ` hwk_live_${ID}_${SECRET}`],
    ['a letter of another script', `hwk_live_${ID}_${SECRET.slice(1)}а`],
    ['no secret', `hwk_live_${ID}`],
    ['Bearer before it', `Bearer hwk_live_${ID}_${SECRET}`],
  ])('refuses %s', (_, text) => {
    expect(parseKeyText(text)).toBeUndefined();
  });
});

describe('createKeyText', () => {
  it('makes a key that parses back, with the hash of its secret', () => {
    const made = createKeyText('test', randomBytes);
    const parsed = parseKeyText(made.text.reveal());
    expect(parsed).toMatchObject({ environment: 'test', id: made.id });
    expect(hashSecret(parsed!.secret)).toBe(made.secretHash);
  });

  it('throws bytes away that would make some characters likelier', () => {
    // 255 is beyond the largest multiple of both alphabets, so only the zeros may count.
    const bytes = (size: number) => Uint8Array.from({ length: size }, (_, index) => (index % 2 ? 0 : 255));
    const { text } = createKeyText('live', (size) => (size === 1 ? Uint8Array.of(0) : bytes(size)));
    expect(text.reveal()).toBe(`hwk_live_${'0'.repeat(12)}_${'0'.repeat(43)}`);
  });

  it('does not show the text when printed', () => {
    const made = createKeyText('live', randomBytes);
    const secret = made.text.reveal().slice(-43);
    expect(`${inspect(made)}${JSON.stringify(made)}`).not.toContain(secret);
  });
});
