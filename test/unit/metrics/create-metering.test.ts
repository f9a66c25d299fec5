import { describe, expect, it } from 'vitest';
import type { Meter, MetricLine, RequestMeter } from '../../../lambda/contract/meter.ts';
import type { MetricName, RequestOutcome, Step } from '../../../lambda/contract/metrics.ts';
import { createMetering } from '../../../lambda/metrics/create-metering.ts';

const setUp = (write?: () => never) => {
  let now = 1_000;
  const lines: MetricLine[] = [];
  const metering = createMetering({ clock: () => now, write: write ?? ((more) => lines.push(...more)) });
  const pass = (milliseconds: number): void => void (now += milliseconds);
  const values = (name: MetricName): number[] => lines.flatMap((line) => line.values.get(name) ?? []);
  const steps = (): [string | undefined, number | undefined][] =>
    lines.flatMap(({ dimensions, values: of }) => {
      const taken = of.get('StepDuration');
      return taken === undefined ? [] : [[dimensions.step, taken[0]]];
    });
  return { ...metering, lines, pass, values, steps };
};

const run = (
  { measure }: { readonly measure: <T>(request: (meter: RequestMeter) => Promise<T>) => Promise<T> },
  request: (meter: RequestMeter) => void,
): Promise<void> =>
  measure((meter) => {
    request(meter);
    return Promise.resolve();
  });

describe('steps', () => {
  it('begin where the one before ended, so nothing between them is lost', async () => {
    const { pass, steps, ...metering } = setUp();
    await run(metering, ({ lap }) => {
      for (const [step, ms] of [
        ['authenticate', 3],
        ['admit', 1],
        ['detect', 20],
      ] as const) {
        pass(ms);
        lap(step);
      }
    });
    expect(steps()).toEqual([
      ['authenticate', 3],
      ['admit', 1],
      ['detect', 20],
    ]);
  });

  it('that come once more late are part of the step under way', async () => {
    const { pass, steps, ...metering } = setUp();
    await run(metering, ({ lap }) => {
      for (const step of [
        'prepare',
        'detect',
        'prepare',
        'detect',
        'provider',
        'detect',
        'answer',
      ] as Step[]) {
        pass(10);
        lap(step);
      }
    });
    expect(steps()).toEqual([
      ['prepare', 10],
      ['detect', 30],
      ['provider', 10],
      ['answer', 20],
    ]);
  });
});

describe('the end of a request', () => {
  it.each<[RequestOutcome, RequestOutcome[]]>([
    ['answered', []],
    ['answered', ['answered']],
    ['broken', ['answered', 'broken']],
    ['failed', ['failed', 'broken']],
    ['blocked', ['blocked']],
    ['abandoned', ['abandoned', 'failed', 'broken']],
  ])('is %s when told %j', async (outcome, told) => {
    const { lines, ...metering } = setUp();
    await run(metering, ({ ended }) => told.forEach(ended));
    expect(lines.map(({ dimensions }) => dimensions.outcome).filter(Boolean)).toEqual([outcome]);
  });

  it('is told when the request throws, and so is what came before', async () => {
    const { values, measure } = setUp();
    const request = measure((meter) => {
      meter.add({ metric: 'AuditFailures', value: 1 });
      return Promise.reject(new Error('gone'));
    });
    await expect(request).rejects.toThrow('gone');
    expect([values('Requests'), values('AuditFailures')]).toEqual([[1], [1]]);
  });

  it('is not in the way of the answer when it can’t be told', async () => {
    const { measure } = setUp(() => {
      throw new Error('no space left on device');
    });
    expect(await measure(() => Promise.resolve('the answer'))).toBe('the answer');
  });
});

describe('what ports tell', () => {
  const later = async (meter: Meter, value: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 5 - value));
    meter.add({ metric: 'DetectorUnits', value });
  };

  it('belongs to the request in whose course they were called', async () => {
    const { meter, measure, lines } = setUp();
    await Promise.all([1, 2, 3].map((value) => measure(() => later(meter, value))));
    expect(lines.flatMap(({ values }) => values.get('DetectorUnits') ?? []).toSorted()).toEqual([1, 2, 3]);
  });

  it('after the end is told all the same', async () => {
    const { meter, measure, values } = setUp();
    const left = Promise.withResolvers<undefined>();
    let record: Promise<void> | undefined;
    await measure(() => {
      record = left.promise.then(() => meter.add({ metric: 'ProviderTokensOut', value: 7 }));
      return Promise.resolve();
    });
    expect(values('ProviderTokensOut')).toEqual([]);
    left.resolve(undefined);
    await record;
    expect(values('ProviderTokensOut')).toEqual([7]);
  });

  it('outside of any request is nobody’s', () => {
    const { meter, lines } = setUp();
    meter.add({ metric: 'AuditFailures', value: 1 });
    meter.lap('authenticate');
    expect(lines).toEqual([]);
  });
});

it('the first content counts, less the time in which the provider was waited for', async () => {
  const { pass, values, ...metering } = setUp();
  await run(metering, (meter) => {
    meter.content();
    pass(30);
    meter.waited(20);
    meter.lap('provider');
    pass(5);
    meter.content();
    pass(100);
    meter.waited(100);
    meter.content();
  });
  expect([values('FirstContent'), values('Overhead'), values('Duration')]).toEqual([[35], [15], [135]]);
});

it('only what stands in the catalogue can be told', () => {
  const { meter, lines } = setUp();
  // @ts-expect-error there is no such metric
  meter.add({ metric: 'Requets', value: 1, outcome: 'answered' });
  // @ts-expect-error it has no such dimension
  meter.add({ metric: 'AuditFailures', value: 1, tenant: 'general-hospital' });
  // @ts-expect-error a dimension is missing
  meter.add({ metric: 'ProviderFailures', value: 1, provider: 'azure' });
  // @ts-expect-error what was found is no dimension
  meter.add({ metric: 'PhiFound', value: 1, type: 'Maria Gonzalez' });
  meter.add({ metric: 'PhiFound', value: 1, type: 'NAME' });
  expect(lines).toEqual([]);
});
