import type { Clock } from '../contract/clock.ts';
import type { Meter } from '../contract/meter.ts';
import type { Provider } from '../providers/provider.ts';

/** Tells how long each event was waited for, and when the first one came. */
const measuredEvents = (events: AsyncIterable<string>, meter: Meter, clock: Clock): AsyncIterable<string> => {
  const iterator = events[Symbol.asyncIterator]();
  let begun = false;
  const measured: AsyncIterator<string> = {
    async next() {
      const from = clock();
      try {
        return await iterator.next();
      } finally {
        meter.waited(clock() - from);
        if (!begun) meter.lap('provider');
        begun = true;
      }
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => measured };
};

/** A provider's answer lasts to its first event, or as a whole, where it is whole. */
export const measureProvider = (provider: Provider, meter: Meter, clock: Clock): Provider => ({
  async call(outbound) {
    const from = clock();
    let streamed = false;
    try {
      const answer = await provider.call(outbound);
      if (answer.kind === 'plain') return answer;
      streamed = true;
      return { ...answer, events: measuredEvents(answer.events, meter, clock) };
    } finally {
      meter.waited(clock() - from);
      if (!streamed) meter.lap('provider');
    }
  },
});
