import { afterEach, describe, expect, it, vi } from 'vitest';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { findPhi } from '../../../lambda/gateway/find-phi.ts';
import { scrub } from '../../../lambda/gateway/scrub.ts';
import { chatRequestLeaves } from '../../../lambda/openai/chat/chat-request-leaves.ts';
import { fields, list, text } from '../../../lambda/openai/leaf.ts';
import type { Detector } from '../../../lambda/phi/detector.ts';
import { createTokenBook } from '../../../lambda/tokens/token-book.ts';
import { callerWith, GOING_ON, OWNER, SCOPE } from '../../support/identities.ts';
import { DEFAULT } from '../../support/policies.ts';

const scopeOf = () => ({
  id: SCOPE,
  owner: OWNER,
  book: createTokenBook({ key: new Sensitive(Buffer.alloc(32)), scope: SCOPE }),
  hashIdentity: (value: string) => value,
  hashId: (value: string) => value,
  hashPayload: (body: string) => body,
});

/** Answers after a while. */
const slowDetector = (milliseconds: number): Detector => ({
  detect: async (texts) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return { spans: texts.map(() => []), degraded: false };
  },
});

const quickDetector: Detector = {
  detect: (texts) => Promise.resolve({ spans: texts.map(() => []), degraded: false }),
};

describe('the time that the detector has', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const outcome = async (units: number, milliseconds: number): Promise<string> => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const body = { model: 'm', messages: [{ role: 'user', content: 'x '.repeat(units / 2) }] };
    const deps = { detector: slowDetector(milliseconds), media: 'block', caller: callerWith() } as const;
    const scrubbed = scrub(chatRequestLeaves, body, {
      ...deps,
      scope: scopeOf(),
      policy: DEFAULT,
      signal: GOING_ON,
      length: JSON.stringify(body).length,
    }).then(
      () => 'scrubbed',
      (error: unknown) => (error as { failure: string }).failure,
    );
    await vi.advanceTimersByTimeAsync(milliseconds);
    return scrubbed;
  };

  it.each([
    [1_000, 9_900, 'scrubbed'],
    [1_000, 10_100, 'detector_failed'],
    [3_000_000, 39_000, 'scrubbed'],
    [3_000_000, 41_000, 'detector_failed'],
    [9_000_000, 59_000, 'scrubbed'],
    [9_000_000, 61_000, 'detector_failed'],
  ])('for %d units of text, %d ms later: %s', async (units, milliseconds, expected) => {
    expect(await outcome(units, milliseconds)).toBe(expected);
  });
});

describe('a body of very many leaves', () => {
  const body = { all: Array.from({ length: 20_000 }, (_, index) => `leaf ${index}`) };
  const rule = fields({ all: list(text) });

  it('lets others run meanwhile', async () => {
    let turns = 0;
    let done = false;
    const other = (): void => {
      turns += 1;
      if (!done) setImmediate(other);
    };
    setImmediate(other);
    const { leaves } = await findPhi(rule, body, {
      detector: quickDetector,
      signal: GOING_ON,
      onOutage: 'refuse',
      rules: DEFAULT.rules,
      known: [],
    });
    done = true;
    expect(leaves).toHaveLength(20_000);
    expect(turns).toBeGreaterThan(20);
  });

  it('is given up on the way when nobody waits any more', async () => {
    const controller = new AbortController();
    const found = findPhi(rule, body, {
      detector: quickDetector,
      signal: controller.signal,
      onOutage: 'refuse',
      rules: DEFAULT.rules,
      known: [],
    });
    setImmediate(() => {
      controller.abort();
    });
    await expect(found).rejects.toMatchObject({ failure: 'detector_failed' });
  });
});
