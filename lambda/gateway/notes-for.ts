import type { Notes } from '../openai/notes.ts';
import { createRelations } from '../relations/relations.ts';
import type { GatewayCall } from './call.ts';
import type { TenantPolicy } from './tenant-policy.ts';
import type { TokenScope } from './token-scope.ts';

/**
 * What a model is told of the values in a request, as the tenant's policy has it: `undefined` where that is nothing.
 * Each body that goes out needs notes of its own. Where policy keeps dates, the others would be known from one of them.
 */
export const notesFor = (
  { receivedAt }: Pick<GatewayCall, 'receivedAt'>,
  {
    scope: { book },
    policy: { settings },
  }: {
    readonly scope: Pick<TokenScope, 'book'>;
    readonly policy: Pick<TenantPolicy, 'settings'>;
  },
): Notes | undefined =>
  settings.relations && book.known().length > 0
    ? createRelations(book, { now: receivedAt, dates: settings.actions.DATE !== 'keep' })
    : undefined;
