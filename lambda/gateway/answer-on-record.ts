import type { Caller } from '../access/api-key.ts';
import { parseJsonBody } from '../openai/json-text.ts';
import { anyJson } from '../openai/leaf.ts';
import type { Detector } from '../phi/detector.ts';
import type { Vault } from '../tokens/vault.ts';
import { scrubAnswer } from './scrub-answer.ts';
import type { TenantPolicy } from './tenant-policy.ts';
import type { TokenScope } from './token-scope.ts';

export interface RedactionDeps {
  readonly detector: Detector;
  readonly vault: Vault;
}

/** Whose answer it is, and whether it may hold values in clear (see `ExchangeFacts`). */
interface RecordedAnswer {
  readonly caller: Caller;
  readonly scope: TokenScope;
  readonly policy: TenantPolicy;
  readonly unread: boolean;
}

/**
 * The text of an answer as it may be put on record; `undefined` where none may. An answer to texts alone can say what
 * it was told in tokens only. What a model reads off an image or hears in a recording is in clear, so such an answer
 * is scrubbed; it is left out when that fails, since the record itself must not fail with it.
 */
export const answerOnRecord = async (
  content: string,
  { caller, scope, policy, unread }: RecordedAnswer,
  { detector, vault }: RedactionDeps,
): Promise<string | undefined> => {
  if (caller.vault === 'none') return undefined;
  if (!unread) return content;
  const { signal } = new AbortController();
  try {
    const { length } = content;
    const scan = { detector, scope, policy, signal, length };
    const answer = await scrubAnswer(anyJson, parseJsonBody(content), scan);
    await vault.keep(caller.tenant, scope.id, scope.book.issued(), signal);
    return JSON.stringify(answer.body);
  } catch {
    return undefined;
  }
};
