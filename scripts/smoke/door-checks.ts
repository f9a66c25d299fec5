import { connect } from 'node:tls';
import { CORS } from '../../lambda/contract/cors.ts';
import { type Check, CheckFailed, CheckSkipped, expectThat } from './check.ts';
import type { Answered, GatewayClient } from './gateway-client.ts';
import { errorCode, listIn, textIn } from './read-json.ts';

const UNKNOWN_KEY = `hwk_live_${'0'.repeat(12)}_${'0'.repeat(43)}`;
const TOO_LARGE = 5.5 * 1024 * 1024;
const TLS_MS = 10_000;

const expectError = ({ status, headers, json }: Answered, wanted: number): string => {
  expectThat(status === wanted, `status ${status}, not ${wanted}`);
  const code = errorCode(json);
  expectThat(code !== '' && textIn(json, 'error', 'message') !== '', 'not an error as OpenAI writes them');
  expectThat(headers.get('access-control-allow-origin') === CORS.origin, 'without CORS headers');
  return `${status} ${code}, with CORS headers`;
};

const checkTls = ({ root }: GatewayClient): Promise<string> => {
  if (root.protocol !== 'https:') throw new CheckSkipped('the address is not https');
  const { hostname, port } = root;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, servername: hostname, port: Number(port || 443) }, () => {
      const { valid_to: until } = socket.getPeerCertificate();
      const protocol = socket.getProtocol() ?? 'unknown';
      const { authorized } = socket;
      socket.destroy();
      const days = Math.floor((Date.parse(until) - Date.now()) / 86_400_000);
      if (!authorized) reject(new CheckFailed('nobody vouches for the certificate'));
      else if (!/^TLSv1\.[23]$/.test(protocol)) reject(new CheckFailed(`${protocol} is too old`));
      // Also where it has no end that can be read.
      else if (!(days >= 14)) reject(new CheckFailed(`the certificate ends in ${days} days`));
      else resolve(`${protocol}, certificate for ${days} more days`);
    });
    socket.setTimeout(TLS_MS, () => socket.destroy(new Error('too late')));
    socket.on('error', () => reject(new CheckFailed('no TLS connection, or no certificate for this name')));
  });
};

const answerChecks = (client: GatewayClient): readonly Check[] => [
  { name: 'TLS', run: async () => checkTls(client) },
  {
    name: 'health',
    run: async () => {
      const { status, json } = await client.ask('/healthz', { key: '' });
      expectThat(status === 200, `status ${status}`);
      expectThat(textIn(json, 'status') === 'ok', 'somebody answers, but not as the gateway does');
      return '200 without a key';
    },
  },
  {
    name: 'models',
    run: async () => {
      const { status, json } = await client.ask('/v1/models');
      expectThat(status === 200, `status ${status} ${errorCode(json)}`);
      const names = listIn(json, 'data').map((model) => textIn(model, 'id'));
      expectThat(names.length > 0, 'an empty list');
      return `${names.length}: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`;
    },
  },
];

const refusalChecks = (client: GatewayClient): readonly Check[] => [
  {
    name: 'unknown key',
    run: async () => expectError(await client.ask('/v1/models', { key: UNKNOWN_KEY }), 401),
  },
  {
    name: 'unknown path',
    run: async () => expectError(await client.ask('/v1/no-such-endpoint', { body: {} }), 404),
  },
  {
    name: 'browsers’ preflight',
    run: async () => {
      const { status, headers } = await client.ask('/v1/chat/completions', {
        ...{ method: 'OPTIONS', key: '' },
        headers: { origin: 'https://example.org', 'access-control-request-method': 'POST' },
      });
      const allowed = headers.get('access-control-allow-headers')?.toLowerCase() ?? '';
      expectThat(headers.get('access-control-allow-origin') === CORS.origin, 'allows no other origin');
      expectThat(
        status < 300 && allowed.includes('authorization'),
        `status ${status}, allows ${allowed || 'nothing'}`,
      );
      return `${status}, may send authorization`;
    },
  },
  {
    name: 'body over 5 MB',
    run: async () => {
      const body = { model: 'standard', messages: [{ role: 'user', content: 'x'.repeat(TOO_LARGE) }] };
      return expectError(await client.ask('/v1/chat/completions', { body }), 413);
    },
  },
];

/** What anybody meets who comes to the door: answers, errors, limits. */
export const doorChecks = (client: GatewayClient): readonly Check[] => [
  ...answerChecks(client),
  ...refusalChecks(client),
];
