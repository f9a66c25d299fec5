import type { JsonObject } from '../openai/json-value.ts';
import type { Rule } from '../openai/leaf.ts';
import type { Restored } from '../tokens/restorer.ts';
import { tokeniseRest } from '../tokens/tokenise-text.ts';
import type { ScannedLeaf } from './find-phi.ts';
import { issueTokens, rewrite, type ScanDeps, scan } from './scrub.ts';
import { spareTokens } from './spare-tokens.ts';

export interface ScrubbedAnswer {
  readonly body: JsonObject;
  /** What was replaced in each text, by its path: citations point into it. */
  readonly replaced: ReadonlyMap<string, readonly Restored[]>;
}

/**
 * Puts tokens in place of values in an answer of a model that knows more than it was sent. Unlike a request, an answer is
 * written in tokens already; these stay what they are. So do ids, names and keys, which are the provider's.
 *
 * Throws what `scan` throws.
 */
export const scrubAnswer = async (rule: Rule, body: JsonObject, deps: ScanDeps): Promise<ScrubbedAnswer> => {
  const { book } = deps.scope;
  const { leaves } = await scan(rule, body, deps);
  const scanned = leaves.map(
    (found): ScannedLeaf => ({ ...found, spans: spareTokens(found.leaf.text, found.spans, book) }),
  );
  issueTokens(scanned, deps.scope);
  const replaced = new Map<string, readonly Restored[]>();
  const written = ({ leaf: { path, text }, spans }: ScannedLeaf): string => {
    replaced.set(
      path,
      spans.map(({ start, end, type }) => {
        const spelled = text.slice(start, end);
        return { at: start, spelled, written: book.issue(type, spelled) };
      }),
    );
    return tokeniseRest(text, spans, book);
  };
  return { body: rewrite(rule, body, scanned, written), replaced };
};
