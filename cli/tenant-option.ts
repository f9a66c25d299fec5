import { isTenantId, type TenantId } from '../lambda/contract/tenant.ts';
import { UsageError } from './command.ts';

export const readTenant = (text: string | undefined): TenantId => {
  if (text === undefined) throw new UsageError('Name the tenant with --tenant.');
  if (isTenantId(text)) return text;
  throw new UsageError(
    '--tenant must be lower-case letters, digits and hyphens, beginning with a letter or digit, at most 63.',
  );
};
