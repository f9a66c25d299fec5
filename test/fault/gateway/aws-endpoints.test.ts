import { afterAll, describe, expect, it } from 'vitest';
import { TELLTALE } from '../../support/faults.ts';
import { startGateway } from '../../support/gateway.ts';
import { completion, saying } from '../../support/openai-wire.ts';
import {
  type Respond,
  type ScriptedProvider,
  startScriptedProvider,
} from '../../support/scripted-provider.ts';

/** A service of AWS that does what the test says. */
const standIns: ScriptedProvider[] = [];
const standIn = async (respond: Respond): Promise<string> => {
  const server = await startScriptedProvider({ respond });
  standIns.push(server);
  return server.baseUrl.replace('/v1', '');
};

afterAll(() => Promise.all(standIns.map((server) => server.close())));

const failing =
  (status: number, type: string): Respond =>
  (reply) => {
    reply.head(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type });
    reply.end(JSON.stringify({ __type: type, message: TELLTALE }));
  };

const WAYS: Readonly<Record<string, Respond>> = {
  'access denied': failing(400, 'AccessDeniedException'),
  throttling: failing(400, 'ThrottlingException'),
  'an internal error': failing(500, 'InternalFailure'),
  'an empty answer': (reply) => reply.json(200, {}),
  'an answer of wrong types': (reply) =>
    reply.json(200, { Plaintext: TELLTALE, CiphertextBlob: 7, SecretString: [TELLTALE] }),
  'a page of HTML': (reply) => {
    reply.head(200, { 'content-type': 'text/html' });
    reply.end(`<html>${TELLTALE}</html>`);
  },
  'half an answer': (reply) => {
    reply.head(200, { 'content-length': '1000' });
    void reply.write('{"Plaintext":"').then(() => reply.reset());
  },
  'a reset connection': (reply) => reply.reset(),
};

const SERVICES = [
  { service: 'KMS', variable: 'AWS_ENDPOINT_URL_KMS', code: 'scrubbing_unavailable' },
  { service: 'Secrets Manager', variable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER', code: 'provider_unavailable' },
] as const;

describe.each(SERVICES)('$service on the network', ({ variable, code }) => {
  for (const [name, respond] of Object.entries(WAYS)) {
    it(`${name}: nothing is sent, and the client is told to try again`, async () => {
      const gateway = await startGateway({
        respond: (reply) => reply.json(200, completion([saying('Yes.')])),
        environment: { [variable]: await standIn(respond) },
      });
      try {
        for (const stream of [false, true]) {
          const messages = [{ role: 'user', content: 'Mr. Desmond Quennelworth is ill.' }];
          const response = await gateway.post({ model: 'gpt-5.4-mini', stream, messages });
          const body = await response.text();
          expect(response.status).toBe(503);
          expect(JSON.parse(body)).toMatchObject({ error: { type: 'service_unavailable', code, param: '' } });
          expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
          expect(`${body}${JSON.stringify(gateway.logged)}`).not.toMatch(/Quillfeather|Quennelworth/);
        }
        expect(gateway.provider.requests).toEqual([]);
      } finally {
        await gateway.close();
      }
    });
  }
});
