import { createS3LargeObjects } from '../../lambda/aws/s3-large-objects.ts';
import { fromStateItem } from '../../lambda/aws/state-items.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { isTenantId, type TenantId } from '../../lambda/contract/tenant.ts';
import { isJsonObject, type JsonObject } from '../../lambda/openai/json-value.ts';
import { unpackJson } from '../../lambda/state/packed-json.ts';
import { type Home, sealedPlace } from '../../lambda/state/place.ts';
import type { StateRow } from '../../lambda/state/state-table.ts';
import { openSeal } from '../../lambda/tokens/seal.ts';
import { isVaultEpoch } from '../../lambda/tokens/tenant-keys.ts';
import type { Haystack } from './canaries.ts';
import type { TestGateway } from './gateway.ts';
import { GOING_ON } from './identities.ts';
import { scan } from './stored-text.ts';

/** A stored part, opened with its tenant's key. */
interface OpenedPart {
  readonly kind: Home['kind'];
  readonly sort: string;
  readonly json: unknown;
  /** Whether it was too large for the table. */
  readonly large: boolean;
}

const KINDS: readonly Home['kind'][] = ['response', 'item', 'conversation', 'sealed'];

const homeOf = ({ partition }: StateRow): Home & { readonly tenant: TenantId } => {
  const [tenant = '', name, id = ''] = partition.split('#');
  const kind = KINDS.find((one) => one === name);
  if (!isTenantId(tenant) || kind === undefined) throw new Error('not a place of ours');
  return { tenant, kind, id };
};

const openRow = async (gateway: TestGateway, row: StateRow): Promise<OpenedPart> => {
  const { sort, epoch, body } = row;
  if (!isVaultEpoch(epoch)) throw new Error('not an epoch');
  const home = homeOf(row);
  const objects = createS3LargeObjects(process.env[ENVIRONMENT.stateBucket] ?? '');
  const large = body.kind === 'object';
  const sealed = large ? await objects.get(body.name, body.bytes, GOING_ON) : body.sealed;
  const key = await gateway.ports.keys.vaultKeyOf(home.tenant, epoch, GOING_ON);
  const json = await unpackJson(openSeal(sealed, sealedPlace({ ...home, sort }, epoch), key));
  return { kind: home.kind, sort, json, large };
};

/** Everything in the store of state, as somebody sees it who has the keys of all tenants. */
const openedState = async (gateway: TestGateway): Promise<OpenedPart[]> => {
  const items = await scan(gateway, ENVIRONMENT.stateTable);
  return await Promise.all(items.map((item) => openRow(gateway, fromStateItem(item))));
};

/** Who the end user is stands in a stored response in the client's own words: see ADR 19. */
const withoutIdentities = (response: JsonObject): JsonObject => {
  const { user, safety_identifier, prompt_cache_key, ...rest } = response;
  return rest;
};

/** The same as text, but for the end users' identities: there must be tokens in it alone. */
export const openedStateText = async (gateway: TestGateway): Promise<Haystack[]> =>
  (await openedState(gateway)).map(({ kind, sort, json }) => {
    const shown =
      isJsonObject(json) && isJsonObject(json['response'])
        ? { ...json, response: withoutIdentities(json['response']) }
        : json;
    return [`opened ${kind} ${sort}`, JSON.stringify(shown)];
  });
