import type { ReceivedRequest } from './received-request.ts';

/** `fetch` that tells what it sends to a provider: the only place to see it when the provider is a real one. */
export const watchFetch =
  (original: typeof fetch, baseUrl: string, onSent: (request: ReceivedRequest) => void): typeof fetch =>
  (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (address.startsWith(`${baseUrl}/`) && typeof init?.body === 'string') {
      const requestId = new Headers(init.headers).get('x-client-request-id') ?? undefined;
      onSent({ requestId, body: init.body });
    }
    return original(input, init);
  };
