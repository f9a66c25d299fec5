import type { Clock } from '../contract/clock.ts';
import type { Meter } from '../contract/meter.ts';
import type { Step } from '../contract/metrics.ts';
import type { InspectPorts } from '../gateway/inspection/inspect.ts';
import type { GatewayPorts } from '../gateway/ports.ts';
import { measureAudit } from './measured-audit.ts';
import { measureProvider } from './measured-provider.ts';

/** Time from now on, as a measure of lengths. */
const monotonic: Clock = () => performance.now();

const ending = async <T>(step: Step, meter: Meter, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } finally {
    meter.lap(step);
  }
};

/** Tells how long it takes to find out who is calling. */
export const measureAuthenticator = (
  authenticator: GatewayPorts['authenticator'],
  meter: Meter,
): GatewayPorts['authenticator'] => ({
  authenticate: (presented, signal) =>
    ending('authenticate', meter, authenticator.authenticate(presented, signal)),
});

/**
 * The same ports, which tell what they take. They are the places at which one step of the path ends and another begins,
 * so the path itself knows nothing of it.
 */
export const measureInspectPorts = <P extends InspectPorts>(ports: P, meter: Meter, clock = monotonic): P => {
  const { authenticator, limits, catalogue, detector, audit } = ports;
  return {
    ...ports,
    authenticator: measureAuthenticator(authenticator, meter),
    limits: { admit: (caller, signal) => ending('admit', meter, limits.admit(caller, signal)) },
    catalogue: {
      names: catalogue.names,
      resolve: (model) => {
        meter.lap('parse');
        return catalogue.resolve(model);
      },
    },
    detector: {
      detect: (texts, call) => {
        meter.lap('prepare');
        return ending('detect', meter, detector.detect(texts, call));
      },
    },
    audit: measureAudit(audit, meter, clock),
  };
};

/** The same with a provider. */
export const measurePorts = <P extends GatewayPorts>(ports: P, meter: Meter, clock = monotonic): P => ({
  ...measureInspectPorts(ports, meter, clock),
  provider: measureProvider(ports.provider, meter, clock),
});
