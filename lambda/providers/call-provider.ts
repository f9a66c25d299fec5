import type { Clock } from '../contract/clock.ts';
import { type Failure, GatewayError } from '../contract/gateway-error.ts';
import type { Log } from '../contract/log.ts';
import type { Meter } from '../contract/meter.ts';
import { failureReason } from '../contract/metrics.ts';
import type { RandomBytes } from '../contract/random.ts';
import { askTarget } from './ask-target.ts';
import type { Attempt, FailedAttempt } from './attempt.ts';
import type { OutboundCall, Provider } from './provider.ts';
import type { ProviderKeys } from './provider-keys.ts';
import { DEFAULT_PROVIDER_SETTINGS, type ProviderSettings } from './provider-settings.ts';
import { RETRY_AFTER_S } from './refusal.ts';
import { type ProviderTarget, targetsFor } from './target.ts';
import { pause, type Timer } from './timer.ts';
import { createWatch } from './watch.ts';

export interface ProviderDeps {
  readonly keys: ProviderKeys;
  readonly fetch: typeof fetch;
  readonly now: Clock;
  readonly timer: Timer;
  /** For the jitter of the retry. */
  readonly random: RandomBytes;
  readonly log: Log;
  readonly meter: Meter;
  /** Where they differ from `DEFAULT_PROVIDER_SETTINGS`. */
  readonly settings?: Partial<ProviderSettings>;
}

/** The failure that the caller sees when the caller itself, or the gateway's deadline, ended the call. */
const endedBy = (signal: AbortSignal): GatewayError =>
  signal.reason instanceof GatewayError ? signal.reason : new GatewayError('provider_cut');

const LIMITING: readonly Failure[] = ['provider_rate_limit', 'provider_quota'];
/** No time would mend these. */
const LASTING: readonly Failure[] = ['unknown_model', 'unsupported_by_provider'];

/** What to say when every target failed: what they all say, else that nobody is there. */
const verdictOn = (errors: readonly GatewayError[]): GatewayError => {
  const last = errors.at(-1) ?? new GatewayError('unknown_model');
  const all = (failures: readonly Failure[]): boolean =>
    errors.every(({ failure }) => failures.includes(failure));
  if (errors.length < 2 || all(LASTING)) return last;
  if (all(LIMITING)) return errors.findLast(({ failure }) => failure === 'provider_rate_limit') ?? last;
  const waits = errors.flatMap(({ detail }) => detail.retryAfterSeconds ?? []);
  return new GatewayError('provider_down', {
    retryAfterSeconds: waits.length === 0 ? RETRY_AFTER_S : Math.min(...waits),
  });
};

/** The attempts of one call, one after the other, under one total time. */
const createAttempts = (deps: ProviderDeps, settings: ProviderSettings, call: OutboundCall) => {
  const deadline = deps.now() + settings.totalMs;
  let count = 0;
  const note = ({ provider }: ProviderTarget, { error, status }: FailedAttempt): void => {
    if (call.signal.aborted) throw endedBy(call.signal);
    const reason = failureReason(error.failure);
    deps.meter.add({ metric: 'ProviderFailures', value: 1, provider, reason });
    deps.log('provider_attempt_failed', {
      requestId: call.requestId,
      failure: error.failure,
      attempt: count,
      streamed: call.streamed,
      ...(status !== undefined && { status }),
    });
    if (deps.now() >= deadline) throw error;
  };
  return async (target: ProviderTarget): Promise<Attempt> => {
    count += 1;
    const watch = createWatch(deps.timer, call.signal, deadline - deps.now());
    let attempt: Attempt | undefined;
    try {
      attempt = await askTarget(call, target, watch, { ...deps, settings });
    } finally {
      if (attempt?.kind !== 'streamed') watch.end('done');
    }
    if (attempt.kind === 'failed') note(target, attempt);
    return attempt;
  };
};

/** Half to one and a half of the time. */
const retryDelay = (ms: number, random: RandomBytes): number =>
  Math.round(ms * (0.5 + (random(1)[0] ?? 0) / 255));

/** The port `Provider` over HTTP. */
export const createProvider = (deps: ProviderDeps): Provider => {
  const settings = { ...DEFAULT_PROVIDER_SETTINGS, ...deps.settings };
  return {
    call: async (call) => {
      const targets = targetsFor(call.targets, call.callersKey);
      const attempt = createAttempts(deps, settings, call);
      const errors: GatewayError[] = [];
      for (const [place, target] of targets.entries()) {
        let outcome = await attempt(target);
        if (outcome.kind === 'failed' && outcome.then === 'again' && targets.length === 1) {
          await pause(deps.timer, retryDelay(settings.retryMs, deps.random), call.signal);
          outcome = await attempt(target);
        }
        if (outcome.kind !== 'failed') return outcome;
        if (outcome.then === 'stop') throw outcome.error;
        errors.push(outcome.error);
        const { provider } = target;
        if (targets[place + 1] !== undefined)
          deps.meter.add({ metric: 'ProviderFallbacks', value: 1, provider });
      }
      throw verdictOn(errors);
    },
  };
};
