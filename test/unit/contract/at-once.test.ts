import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapAtOnce } from '../../../lambda/contract/at-once.ts';

describe('mapAtOnce', () => {
  it('gives results in the order of what they are of, with so many calls at once and no more', async () => {
    let running = 0;
    let most = 0;
    const results = await mapAtOnce(3, [5, 1, 4, 2, 3, 0], async (one) => {
      running += 1;
      most = Math.max(most, running);
      await delay(one);
      running -= 1;
      return one * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30, 0]);
    expect(most).toBe(3);
    expect(await mapAtOnce(3, [], () => Promise.reject(new Error('not called')))).toEqual([]);
  });

  it('rejects with the first failure, begins nothing after it, and leaves nothing under way', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const call = async (one: number): Promise<void> => {
      begun.push(one);
      await delay(one === 1 ? 0 : 10);
      ended.push(one);
      if (one === 1 || one === 2) throw new Error(`failed at ${one}`);
    };
    await expect(mapAtOnce(3, [0, 1, 2, 3, 4], call)).rejects.toThrow('failed at 1');
    expect(begun).toEqual([0, 1, 2]);
    expect(ended.toSorted()).toEqual([0, 1, 2]);
  });
});
