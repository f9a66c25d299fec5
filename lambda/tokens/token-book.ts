import { createHmac } from 'node:crypto';
import type { PhiType } from '../contract/phi-type.ts';
import { Sensitive } from '../contract/sensitive.ts';
import type { ScopeId } from '../contract/tenant.ts';
import { canonical, type Token, tokenFrom, typeOf } from './token.ts';
import type { IssuedToken } from './vault.ts';

/** The tokens issued for one request. Restoring knows these and no others. */
export interface TokenBook {
  /** The token of a value: the same value of the same type has the same token in every request of a scope. */
  issue(type: PhiType, value: string): Token;
  /** What a token stands for, however it is spelled; `undefined` when it was not issued here. */
  valueOf(spelled: string): string | undefined;
  /** Whether a token issued here begins with this canonical text and goes on after it. */
  continues(prefix: string): boolean;
  /** Takes in tokens that earlier turns issued in the same scope. To be done before the first is issued here. */
  recall(earlier: readonly IssuedToken[]): void;
  /** Those of this request, recalled ones only where they were issued again. */
  issued(): readonly IssuedToken[];
  /** All values that are known, those recalled included, by type and in the order in which they came. */
  known(): readonly { readonly type: PhiType; readonly value: string }[];
  /** Distinct values issued by type. */
  counts(): Readonly<Record<string, number>>;
}

const nameOf = (key: Buffer, parts: readonly string[]): Buffer => {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:${part};`);
  return hmac.digest();
};

/**
 * @param key the tenant's key for the names of tokens, 32 bytes
 * @param scope the session within which equal values have equal tokens
 */
export const createTokenBook = ({
  key,
  scope,
}: {
  readonly key: Sensitive<Buffer>;
  readonly scope: ScopeId;
}): TokenBook => {
  const values = new Map<Token, Sensitive<string>>();
  const tokens = new Map<string, Token>();
  const issued = new Set<Token>();
  const prefixes = new Set<string>();
  const counts: Record<string, number> = {};

  const remember = (token: Token, type: PhiType, value: Sensitive<string>): void => {
    values.set(token, value);
    tokens.set(`${type}:${value.reveal()}`, token);
    for (let length = 1; length < token.length; length += 1) prefixes.add(token.slice(0, length));
  };

  /** Two values may hash to one token; the later one then takes the next hash, in every turn alike. */
  const mint = (type: PhiType, value: string): Token => {
    for (let round = 0; ; round += 1) {
      const token = tokenFrom(type, nameOf(key.reveal(), [scope, type, value, String(round)]));
      if (values.has(token)) continue;
      remember(token, type, new Sensitive(value));
      return token;
    }
  };

  return {
    issue(type, value) {
      const token = tokens.get(`${type}:${value}`) ?? mint(type, value);
      if (issued.has(token)) return token;
      issued.add(token);
      counts[type] = (counts[type] ?? 0) + 1;
      return token;
    },
    recall(earlier) {
      for (const { token, value } of earlier) remember(token, typeOf(token), value);
    },
    valueOf: (spelled) => values.get(canonical(spelled))?.reveal(),
    continues: (prefix) => prefixes.has(prefix),
    issued: () =>
      [...issued].flatMap((token) => {
        const value = values.get(token);
        return value === undefined ? [] : [{ token, value }];
      }),
    known: () => [...values].map(([token, value]) => ({ type: typeOf(token), value: value.reveal() })),
    counts: () => counts,
  };
};
