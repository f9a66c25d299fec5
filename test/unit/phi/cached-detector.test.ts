import { describe, expect, it } from 'vitest';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import type { TenantId } from '../../../lambda/contract/tenant.ts';
import { createCachedDetector } from '../../../lambda/phi/cached-detector.ts';
import type { Detection, Detector, DetectorText, TextOwner } from '../../../lambda/phi/detector.ts';
import { createMemorySpanCache } from '../../../lambda/phi/span-cache/memory-span-cache.ts';
import type { SpanCache } from '../../../lambda/phi/span-cache/span-cache.ts';
import { CLINIC, GOING_ON, OTHER_CLINIC, OWNER } from '../../support/identities.ts';

const keyOf = (tenant: TenantId): Promise<Sensitive<Buffer>> =>
  Promise.resolve(new Sensitive(Buffer.alloc(32, tenant)));

/** Finds the first three units of each text, and keeps account of what it was asked. */
const createCounting = (change: (detection: Detection) => Detection = (same) => same) => {
  const asked: DetectorText[] = [];
  const detector: Detector = {
    detect: (texts) => {
      asked.push(...texts);
      const spans = texts.map(() => [{ start: 0, end: 3, type: 'NAME', score: 1, source: 'test' } as const]);
      return Promise.resolve(change({ spans, degraded: false }));
    },
  };
  return { detector, asked, characters: () => asked.reduce((sum, { text }) => sum + text.length, 0) };
};

const setUp = (
  change?: (detection: Detection) => Detection,
  cache: SpanCache = createMemorySpanCache(1e6),
) => {
  const counting = createCounting(change);
  const cached = createCachedDetector({ detector: counting.detector, cache, keyOf, version: 'v1' });
  const detect = (texts: readonly DetectorText[], owner: TextOwner = OWNER) =>
    cached.detect(texts, { signal: GOING_ON, onOutage: 'refuse', owner });
  return { ...counting, cache, cached, detect };
};

const texts = (...all: readonly string[]): DetectorText[] => all.map((text) => ({ text }));

describe('a detector that remembers', () => {
  it('asks for what it has not seen, and puts the findings where they belong', async () => {
    const { detect, asked } = setUp();
    await detect(texts('Anna is ill', 'Bert'));
    const { spans } = await detect(texts('new', 'Bert', 'newer', 'Anna is ill'));
    expect(asked.map(({ text }) => text)).toEqual(['Anna is ill', 'Bert', 'new', 'newer']);
    expect(spans.map((list) => list.length)).toEqual([1, 1, 1, 1]);
  });

  it('sends each character of a conversation of twenty turns once', async () => {
    const { detect, characters } = setUp();
    const said: string[] = [];
    const counts: number[] = [];
    for (let turn = 1; turn <= 20; turn += 1) {
      said.push(
        `Question ${turn}: ${'how is she? '.repeat(40)}`,
        `Answer ${turn}: ${'she is well. '.repeat(40)}`,
      );
      await detect(texts('You are a nurse.', ...said));
      counts.push(characters());
    }
    expect(characters()).toBe('You are a nurse.'.length + said.join('').length);
    expect(counts[19]! - counts[9]!).toBeLessThan(1.01 * counts[9]!);
  });

  it.each<[string, DetectorText, DetectorText]>([
    ['another label', { text: 'A1234', label: 'mrn' }, { text: 'A1234', label: 'dose' }],
    ['no label', { text: 'A1234', label: 'mrn' }, { text: 'A1234' }],
    ['a label that takes in the text', { text: 'b', label: 'a' }, { text: '\u0000b', label: 'a' }],
    ['another case', { text: 'will' }, { text: 'Will' }],
    ['the same word composed differently', { text: 'Jose\u0301' }, { text: 'José' }],
  ])('does not take for the same: %s', async (_, first, second) => {
    const { detect, asked } = setUp();
    await detect([first]);
    await detect([second]);
    expect(asked).toHaveLength(2);
  });

  it('keeps tenants and versions apart', async () => {
    const { detect, asked, cache, detector } = setUp();
    await detect(texts('Anna'));
    await detect(texts('Anna'), { tenant: OTHER_CLINIC, keeps: 'everything' });
    expect(asked).toHaveLength(2);
    const newer = createCachedDetector({ detector, cache, keyOf, version: 'v2' });
    await newer.detect(texts('Anna'), { signal: GOING_ON, onOutage: 'refuse', owner: OWNER });
    expect(asked).toHaveLength(3);
  });

  it('never remembers what was found without the service', async () => {
    const { detect, asked } = setUp((detection) => ({ ...detection, degraded: true }));
    expect((await detect(texts('Anna'))).degraded).toBe(true);
    await detect(texts('Anna'));
    expect(asked).toHaveLength(2);
  });

  it('remembers nothing for nobody, and without a key', async () => {
    const { cached, asked, detector, cache } = setUp();
    const call = { signal: GOING_ON, onOutage: 'refuse' } as const;
    await cached.detect(texts('Anna'), call);
    await cached.detect(texts('Anna'), call);
    expect(asked).toHaveLength(2);
    const broken = () => Promise.reject(new Error('no key'));
    const keyless = createCachedDetector({ detector, cache, keyOf: broken, version: 'v1' });
    const { spans } = await keyless.detect(texts('Anna'), { ...call, owner: OWNER });
    expect(spans).toHaveLength(1);
  });

  it('takes no silence for a text without PHI', async () => {
    const { detect } = setUp((detection) => ({ ...detection, spans: detection.spans.slice(1) }));
    await expect(detect(texts('Anna', 'Bert'))).rejects.toMatchObject({ failure: 'detector_failed' });
    await expect(detect(texts('Anna', 'Bert'))).rejects.toMatchObject({ failure: 'detector_failed' });
  });

  it('fails as the detector does, and asks again', async () => {
    let fails = true;
    const { detect, asked } = setUp((detection) => {
      if (fails) throw new Error('down');
      return detection;
    });
    await expect(detect(texts('Anna'))).rejects.toThrow('down');
    fails = false;
    await expect(detect(texts('Anna'))).resolves.toMatchObject({ degraded: false });
    expect(asked).toHaveLength(2);
  });
});

describe('memory', () => {
  const spans = [{ start: 0, end: 1, type: 'NAME', score: 1, source: 'test' } as const];
  const entry = (name: string, count = 1) => ({
    name,
    length: 9,
    spans: Array.from({ length: count }, () => spans[0]!),
  });
  const known = async (cache: SpanCache, ...names: readonly string[]): Promise<string[]> => {
    const found = await cache.find(
      OWNER,
      names.map((name) => ({ name, length: 9 })),
      GOING_ON,
    );
    return [...found.keys()];
  };

  it('is bounded by bytes, and forgets what was used longest ago', async () => {
    const cache = createMemorySpanCache(1_700);
    cache.keep(
      OWNER,
      ['a', 'b', 'c', 'd'].map((name) => entry(name)),
    );
    await known(cache, 'a');
    cache.keep(OWNER, [entry('e')]);
    expect(await known(cache, 'a', 'b', 'c', 'd', 'e')).toEqual(['a', 'c', 'd', 'e']);
    cache.keep(OWNER, [entry('f', 12)]);
    expect(await known(cache, 'a', 'c', 'd', 'e', 'f')).toEqual(['f']);
  });

  it('counts an entry once that is kept again', async () => {
    const cache = createMemorySpanCache(1_700);
    for (let round = 0; round < 50; round += 1) cache.keep(OWNER, [entry('a'), entry('b'), entry('c')]);
    expect(await known(cache, 'a', 'b', 'c')).toEqual(['a', 'b', 'c']);
    const other = await cache.find({ tenant: OTHER_CLINIC, keeps: 'everything' }, [entry('a')], GOING_ON);
    expect(other.size).toBe(0);
    expect(CLINIC).not.toBe(OTHER_CLINIC);
  });
});
