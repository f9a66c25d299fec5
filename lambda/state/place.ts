import type { TenantId } from '../contract/tenant.ts';
import type { StateKey } from './state-table.ts';

/** What several entries belong to. */
export interface Home {
  readonly tenant: TenantId;
  readonly kind: 'response' | 'item' | 'conversation' | 'sealed';
  /** An id of ours, or a keyed hash: ids of clients and providers may say anything. */
  readonly id: string;
}

/** Where an entry stands. */
export interface Place extends Home {
  readonly sort: string;
}

/** A tenant's name has no `#`, nor have kinds and ids. */
export const partitionOf = ({ tenant, kind, id }: Home): string => `${tenant}#${kind}#${id}`;

export const keyOf = (place: Place): StateKey => ({ partition: partitionOf(place), sort: place.sort });

/** All that tells a place from any other, and from rows of the vault. */
export const sealedPlace = ({ tenant, kind, id, sort }: Place, epoch: string): readonly string[] => [
  'hawthorn state v1',
  tenant,
  kind,
  id,
  sort,
  epoch,
];

/** Of its own for everything that was ever sealed for a place. */
export const objectName = ({ tenant, kind, id, sort }: Place, sha256: string): string =>
  [tenant, kind, id, ...sort.split('#'), sha256].join('/');
