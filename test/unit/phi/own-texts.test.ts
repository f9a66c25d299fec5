import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLocalDetector } from '../../../lambda/phi/local-detector.ts';
import { readDocuments } from '../../eval/documents.ts';
import { findIn } from '../../eval/find.ts';
import { type Score, score } from '../../eval/score.ts';

const DATA = join(import.meta.dirname, '../../eval/data');

const scoreOf = async (name: string): Promise<Score> => {
  const documents = await readDocuments(join(DATA, `${name}.jsonl`));
  const { spans } = await findIn(createLocalDetector(), documents);
  return score(documents, spans);
};

/** So few texts a type that one which isn't found any more is one too many. */
describe('the texts of this repository', () => {
  it('hold no identifier that is not found whole', async () => {
    const { misses, byType, characters } = await scoreOf('own_identifiers');
    expect(misses).toEqual([]);
    expect(byType.size).toBe(17);
    expect(characters.right / characters.found).toBeGreaterThan(0.97);
  }, 30_000);

  it('in the forms of machines neither', async () => {
    const { misses, characters } = await scoreOf('own_machine_forms');
    expect(misses).toEqual([]);
    expect(characters.right / characters.found).toBeGreaterThan(0.97);
  }, 30_000);

  it('have persons who are called like a term', async () => {
    const { misses, all } = await scoreOf('own_persons');
    expect(misses).toEqual([]);
    expect(all.gold).toBeGreaterThanOrEqual(14);
  }, 30_000);

  it('have terms, codes, doses and amounts that stand', async () => {
    const { falseAlarms, clean } = await scoreOf('own_harmless');
    expect(falseAlarms).toEqual([]);
    expect(clean.documents).toBeGreaterThan(30);
  }, 30_000);
});
