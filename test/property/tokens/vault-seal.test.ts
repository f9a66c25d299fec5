import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { scopeId } from '../../../lambda/contract/tenant.ts';
import { tokenFrom } from '../../../lambda/tokens/token.ts';
import { openItem, sealValue } from '../../../lambda/tokens/vault-seal.ts';
import { CLINIC } from '../../support/identities.ts';

const KEY = new Sensitive(randomBytes(32));
const TOKEN = tokenFrom('NAME', Uint8Array.of(1, 2, 3, 4));
const place = (scope: string, valueTag: string) => ({
  tenant: CLINIC,
  scope: scopeId(scope),
  token: TOKEN,
  valueTag,
  epoch: '2026-11',
});

it('opens whatever was sealed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (value, scope) => {
      const here = place(scope, 'tag');
      const sealed = sealValue(new Sensitive(value), here, KEY, randomBytes);
      expect(openItem({ ...here, sealed, expiresAt: 0 }, KEY).reveal()).toBe(value);
    }),
  );
});

it('opens a row in its own place only, also where the parts of two places run together to the same text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(20), (scope, tag, shift) => {
      const joined = scope + tag;
      const cut = shift % (joined.length + 1);
      fc.pre(cut !== scope.length);
      const here = place(scope, tag);
      const there = place(joined.slice(0, cut), joined.slice(cut));
      const sealed = sealValue(new Sensitive('Ann'), here, KEY, randomBytes);
      expect(() => openItem({ ...there, sealed, expiresAt: 0 }, KEY)).toThrow();
    }),
  );
});

it('opens nothing in which a single bit was changed', () => {
  const here = place('scope', 'tag');
  const sealed = sealValue(new Sensitive('Ann'), here, KEY, randomBytes);
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Uint8Array.from(sealed);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => openItem({ ...here, sealed: changed, expiresAt: 0 }, KEY)).toThrow();
  }
});
