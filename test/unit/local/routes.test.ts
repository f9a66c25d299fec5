import { describe, expect, it } from 'vitest';
import { type Route, routesOf } from '../../../local/routes.ts';

const handler = (): Promise<void> => Promise.resolve();
const ROUTES: readonly Route[] = [
  { method: 'GET', resource: '/v1/models', handler },
  { method: 'GET', resource: '/v1/models/{id}', handler },
  { method: 'POST', resource: '/v1/chat/completions', handler },
];

const found = (path: string): unknown =>
  routesOf(ROUTES, path).map(({ resource, parameters }) => [resource, parameters]);

describe('routesOf', () => {
  it('finds fixed paths', () => {
    expect(found('/v1/chat/completions')).toEqual([['/v1/chat/completions', {}]]);
  });

  it('decodes path parameters, so that a model id may hold a slash', () => {
    expect(found('/v1/models/meta%2Fllama-3')).toEqual([['/v1/models/{id}', { id: 'meta/llama-3' }]]);
  });

  it.each([
    '/',
    '/v1',
    '/v1/models/',
    '/v1/models/a/b',
    '/v1/models/%E0%A4%A',
    '/V1/models',
    '/v1/chat/completions/',
  ])('finds nothing for %s', (path) => {
    expect(found(path)).toEqual([]);
  });
});
