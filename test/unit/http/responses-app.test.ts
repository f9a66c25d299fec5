import { describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../../lambda/contract/endpoints.ts';
import { createStateGateway } from '../../support/state-gateway.ts';

const ours = ENDPOINTS.filter(({ handler }) => handler === 'responses');
const pathOf = (path: string): string => path.replace(/^\/v1/, '').replaceAll(/\{\w+\}/g, 'some_id');

describe('the app of responses', () => {
  it.each(ours.map(({ method, path }) => [method, path] as const))('answers %s %s', async (method, path) => {
    const { send } = createStateGateway();
    const answer = await send(pathOf(path), { method });
    // Without a key nobody gets further; the model's endpoint is not there at all.
    expect(answer.status).toBe(path === '/v1/responses' ? 500 : 401);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
  });

  it.each([
    ['PUT', '/responses/some_id'],
    ['GET', '/responses'],
    ['POST', '/responses/compact'],
    ['GET', '/conversations'],
    ['POST', '/conversations/some_id/items/some_item'],
    ['GET', '/responses/some_id/input_items/some_item'],
    ['POST', '/chat/completions'],
  ])('knows no %s %s', async (method, path) => {
    const { send } = createStateGateway();
    const answer = await send(path, { method });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'not_found', type: 'not_found_error' } });
  });
});
