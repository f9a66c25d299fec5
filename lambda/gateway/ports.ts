import type { Authenticator } from '../access/authenticate.ts';
import type { Limits } from '../access/limits.ts';
import type { PolicyReader } from '../access/read-policies.ts';
import type { AuditLog } from '../audit/event.ts';
import type { Clock } from '../contract/clock.ts';
import type { Log } from '../contract/log.ts';
import type { Detector } from '../phi/detector.ts';
import type { Provider } from '../providers/provider.ts';
import type { Catalogue } from '../providers/target.ts';
import type { State } from '../state/state.ts';
import type { TenantKeys } from '../tokens/tenant-keys.ts';
import type { ValueRecall, Vault } from '../tokens/vault.ts';
import type { MediaPolicy } from './decide.ts';
import type { TenantPolicy } from './tenant-policy.ts';

/** Everything outside of the gateway that a request needs. */
export interface GatewayPorts {
  readonly authenticator: Authenticator;
  readonly limits: Limits;
  readonly policies: PolicyReader<TenantPolicy>;
  readonly keys: TenantKeys;
  readonly detector: Detector;
  /** After how long the detector is given up; 10 seconds where it is left out. */
  readonly detectorTimeoutMs?: number;
  readonly vault: Vault;
  readonly audit: AuditLog;
  readonly catalogue: Catalogue;
  readonly provider: Provider;
  readonly clock: Clock;
  readonly log: Log;
  /** What the stage does with images, audio and files. */
  readonly media: MediaPolicy;
}

/** What it takes to make of a body what may leave. */
export type PreparePorts = Pick<
  GatewayPorts,
  'policies' | 'keys' | 'detector' | 'detectorTimeoutMs' | 'catalogue' | 'media'
>;

/** What is needed besides where earlier turns are gone on from. */
export interface ResponsesPorts extends GatewayPorts {
  readonly state: State;
  readonly recall: ValueRecall;
}
