import { beforeEach, expect, it } from 'vitest';
import { serveComprehendGateway } from '../../support/comprehend-gateway.ts';
import { metricsOf } from '../../support/emf.ts';
import { completion, saying } from '../../support/openai-wire.ts';

const rig = serveComprehendGateway((reply) => {
  reply.json(200, completion([saying('Gladly.')]));
});

beforeEach(() => {
  rig.gateway().metricLines.length = 0;
});

const TOWER = 'the tower of Lower Quillfeather';
const NOTE = `She lives near ${TOWER}. Is metoprolol safe for somebody like her, and how much of it would you give?`;

const ask = async (...texts: readonly string[]): Promise<number> => {
  const messages = texts.map((content) => ({ role: 'user', content }));
  const answer = await rig.post('/chat/completions', { model: 'gpt-5.4-mini', messages });
  await answer.text();
  return answer.status;
};
const measured = (requests = 1) => metricsOf(rig.gateway().metricLines, requests);

it('tells what Comprehend Medical bills for, and a conversation that goes on costs what is new in it', async () => {
  rig.fake().plant(['ADDRESS', TOWER]);
  expect(await ask(NOTE)).toBe(200);
  const first = await measured();
  const characters = first.sum('DetectorCharacters');
  expect(characters).toBeGreaterThanOrEqual(NOTE.length);
  expect(first.sum('DetectorCalls')).toBe(1);
  expect(first.sum('DetectorUnits')).toBe(Math.ceil(characters / 100));
  expect(first.sum('DetectorFailures')).toBe(0);
  expect(first.sum('SpanCacheHits')).toBe(0);
  expect(first.sum('SpanCacheMisses')).toBeGreaterThan(0);
  expect(first.sum('PhiFound', { type: 'PLACE' })).toBe(1);

  rig.gateway().metricLines.length = 0;
  expect(await ask(NOTE, 'And at night?')).toBe(200);
  const second = await measured();
  expect(second.sum('SpanCacheHits')).toBeGreaterThan(0);
  expect(second.sum('DetectorCharacters')).toBeLessThan(NOTE.length);
  expect(second.sum('DetectorUnits')).toBe(1);
});

it('tells of calls without an answer, and of requests that went out without one', async () => {
  rig.onOutage('local');
  rig.fake().behave('denied');
  expect(await ask('Patient Maria Gonzalez sleeps badly.')).toBe(200);
  const metrics = await measured();
  expect(metrics.outcomes()).toEqual(['chat.completions answered']);
  expect(metrics.sum('DetectorDegraded')).toBe(1);
  expect(metrics.sum('DetectorFailures')).toBe(metrics.sum('DetectorCalls'));
  expect(metrics.sum('DetectorFailures')).toBeGreaterThan(0);
  expect(metrics.sum('DetectorUnits')).toBe(0);
});
