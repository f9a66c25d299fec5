import { expect, it } from 'vitest';
import type { ReceivedRequest } from '../../../local/received-request.ts';
import { watchFetch } from '../../../local/watch-fetch.ts';

const answer = (): Promise<Response> => Promise.resolve(new Response('ok'));

it('tells what goes to the provider, and sends it on unchanged', async () => {
  const sent: ReceivedRequest[] = [];
  const passed: unknown[] = [];
  const watched = watchFetch(
    (...given) => {
      passed.push(given);
      return answer();
    },
    'https://provider.example/v1',
    (request) => sent.push(request),
  );
  const init = { method: 'POST', headers: { 'x-client-request-id': 'req_1' }, body: '{}' };
  const address = 'https://provider.example/v1/chat/completions';
  expect(await (await watched(address, init)).text()).toBe('ok');
  expect(passed).toEqual([[address, init]]);
  expect(sent).toEqual([{ requestId: 'req_1', body: '{}' }]);
});

it.each([
  ['https://other.example/v1/chat/completions', { body: '{}' }],
  ['https://provider.example/v10/chat/completions', { body: '{}' }],
  ['https://provider.example/v1/models', {}],
])('tells nothing of %s %o', async (address, init) => {
  const sent: ReceivedRequest[] = [];
  await watchFetch(answer, 'https://provider.example/v1', (request) => sent.push(request))(address, init);
  expect(sent).toEqual([]);
});
