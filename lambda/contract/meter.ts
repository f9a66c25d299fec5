import type {
  DimensionsOf,
  DimensionValues,
  MeasuredEndpoint,
  MetricName,
  RequestOutcome,
  Step,
} from './metrics.ts';

/** A value of a metric, as whoever measures it tells it: the endpoint and the stage are added by others. */
export type Measurement = {
  readonly [N in MetricName]: { readonly metric: N; readonly value: number } & Omit<
    DimensionsOf<N>,
    'endpoint'
  >;
}[MetricName];

/**
 * Is told what was measured; it belongs to the request in whose course it is told. Never throws and makes nobody wait.
 */
export interface Meter {
  readonly add: (measurement: Measurement) => void;
  /**
   * A step of the path is over, which began where the one before it ended. What comes back to an earlier step is part of
   * the later one.
   */
  readonly lap: (step: Step) => void;
  /** A provider was waited for, so many milliseconds. */
  readonly waited: (milliseconds: number) => void;
  /** How the request has ended, as far as can be told; the worst of what is told counts. */
  readonly ended: (outcome: RequestOutcome) => void;
}

/** What the transport knows of a request. */
export interface RequestMeter extends Meter {
  readonly asked: (endpoint: MeasuredEndpoint) => void;
  /** The client gets something of the answer; the first time counts. */
  readonly content: () => void;
}

/** Measures requests, of which several may be under way at the same time. */
export interface Metering {
  /** Whatever takes part in a request tells this. */
  readonly meter: Meter;
  /** Runs a request to the end of its answer, and then tells what was measured. */
  readonly measure: <T>(request: (meter: RequestMeter) => Promise<T>) => Promise<T>;
}

/** Values of several metrics with the same dimensions. */
export interface MetricLine {
  readonly dimensions: Readonly<Partial<DimensionValues>>;
  readonly values: ReadonlyMap<MetricName, readonly number[]>;
}

/** Hands values on to where they are collected. */
export type MetricWriter = (lines: readonly MetricLine[]) => void;

const nothing = (): void => undefined;

/** Where nobody wants to know. */
export const UNMEASURED: Metering & { readonly meter: RequestMeter } = {
  meter: { add: nothing, lap: nothing, waited: nothing, ended: nothing, asked: nothing, content: nothing },
  measure: (request) => request(UNMEASURED.meter),
};
