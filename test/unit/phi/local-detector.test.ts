import { describe, expect, it } from 'vitest';
import { createLocalDetector } from '../../../lambda/phi/local-detector.ts';
import { SURE } from '../../../lambda/phi/span.ts';

const detector = createLocalDetector();
const call = { signal: new AbortController().signal, onOutage: 'refuse' } as const;

describe('createLocalDetector', () => {
  it('gives one list per text, in order', async () => {
    const { spans: lists, degraded } = await detector.detect(
      [{ text: 'Jane Roe' }, { text: 'nothing' }, { text: 'A1234', label: 'mrn' }],
      call,
    );
    expect(lists.map((spans) => spans.map(({ start, end, type }) => [start, end, type]))).toEqual([
      [[0, 8, 'NAME']],
      [],
      [[0, 5, 'ID']],
    ]);
    expect(degraded).toBe(false);
  });

  it('counts offsets in UTF-16 units', async () => {
    const text = '😀👩‍⚕️ Jane Roe 😀 555-12-3456';
    const { spans: found } = await detector.detect([{ text }], call);
    const [spans] = found;
    expect(spans!.map(({ start, end }) => text.slice(start, end))).toEqual(['Jane Roe', '555-12-3456']);
  });

  it('says how sure it is: a label makes sure, a list alone does not', async () => {
    const { spans } = await detector.detect([{ text: 'MRN: 1234567' }, { text: 'She asked Beverly.' }], call);
    const [sure, unsure] = spans;
    expect(sure![0]!.score).toBeGreaterThanOrEqual(SURE);
    expect(unsure![0]!.score).toBeLessThan(SURE);
  });

  it('throws when it is aborted, also between texts', async () => {
    await expect(
      detector.detect([{ text: 'Jane' }], { ...call, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      failure: 'detector_failed',
    });
    const controller = new AbortController();
    const running = detector.detect([{ text: 'word '.repeat(20_000) }, { text: 'Jane' }], {
      ...call,
      signal: controller.signal,
    });
    controller.abort();
    await expect(running).rejects.toMatchObject({ failure: 'detector_failed' });
  });

  it('lets others run during a long text', async () => {
    let turns = 0;
    let done = false;
    const count = (): void => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    await detector.detect([{ text: 'the patient is well. '.repeat(10_000) }], call);
    done = true;
    expect(turns).toBeGreaterThan(5);
  });

  it('finds what lies on the border of two windows', async () => {
    const filler = 'the patient is well today. '.repeat(607);
    for (let shift = 0; shift < 30; shift += 5) {
      const text = `${'x'.repeat(shift)} ${filler}My SSN: 460-89-9847 and more. The patient is well.`;
      const { spans: found } = await detector.detect([{ text }], call);
      const [spans] = found;
      expect(spans!.map(({ start, end }) => text.slice(start, end))).toEqual(['460-89-9847']);
    }
  });
});
