import type { PhiType } from '../../lambda/contract/phi-type.ts';
import { Sensitive } from '../../lambda/contract/sensitive.ts';
import { scopeId } from '../../lambda/contract/tenant.ts';
import { createTokenBook, type TokenBook } from '../../lambda/tokens/token-book.ts';

const TEST_KEY = new Sensitive(Buffer.alloc(32, 7));

/** A book of one scope, with these values already issued. */
export const bookOf = (...values: readonly (readonly [PhiType, string])[]): TokenBook => {
  const book = createTokenBook({ key: TEST_KEY, scope: scopeId('scope') });
  for (const [type, value] of values) book.issue(type, value);
  return book;
};
