import type { Authenticator } from '../access/authenticate.ts';
import type { Limits } from '../access/limits.ts';
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

/** Everything outside of the gateway that a request needs. */
export interface GatewayPorts {
  readonly authenticator: Authenticator;
  readonly limits: Limits;
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
  readonly media: MediaPolicy;
}

/** What is needed besides where earlier turns are gone on from. */
export interface ResponsesPorts extends GatewayPorts {
  readonly state: State;
  readonly recall: ValueRecall;
}
