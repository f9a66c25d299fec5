import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { expect, test, vi } from 'vitest';
import { createKeyText } from '../../lambda/access/key-text.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { startApiGateway } from '../../local/api-gateway.ts';
import {
  installLambdaRuntime,
  isStreamingHandler,
  type StreamingHandler,
} from '../../local/lambda-runtime.ts';
import { withBundles } from '../bench/bundle.ts';

/** A DynamoDB that has nothing, and remembers who asked. */
const startEmptyDynamo = async () => {
  const askedBy: string[] = [];
  const server = createServer((request, response) => {
    askedBy.push(request.headers.authorization ?? '');
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'one' });
    // Without what it cost, an answer is not taken for one of DynamoDB's.
    response.end(JSON.stringify({ ConsumedCapacity: { TableName: 'keys', CapacityUnits: 0.5 } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, askedBy, close: () => server.close() };
};

const handlerIn = (file: string): StreamingHandler => {
  const { handler } = createRequire(import.meta.url)(file) as { readonly handler: unknown };
  if (!isStreamingHandler(handler)) throw new Error('not a streaming handler');
  return handler;
};

test('a bundle answers, and asks AWS in the name of the role whose credentials Lambda gave it', async () => {
  const dynamo = await startEmptyDynamo();
  for (const [name, value] of Object.entries({
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ASIAOFTHEROLE',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    AWS_SESSION_TOKEN: 'made-up-too',
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
    [ENVIRONMENT.keysTable]: 'keys',
  })) {
    vi.stubEnv(name, value);
  }
  installLambdaRuntime();
  await withBundles(async (bundles) => {
    const file = bundles.find((bundle) => bundle.handler === 'plain-routes')?.file ?? '';
    const handler = handlerIn(file);
    const api = await startApiGateway({
      port: 0,
      routes: [
        { method: 'GET', resource: '/healthz', handler },
        { method: 'GET', resource: '/v1/models', handler },
      ],
    });
    expect(await (await fetch(`${api.url}/healthz`)).json()).toEqual({ status: 'ok' });
    const { text } = createKeyText('test', randomBytes);
    const headers = { authorization: `Bearer ${text.reveal()}` };
    const answer = await fetch(`${api.url}/v1/models`, { headers });
    expect(answer.status).toBe(401);
    expect(dynamo.askedBy).toEqual([expect.stringContaining('Credential=ASIAOFTHEROLE/')]);
    await api.close(0);
  });
  dynamo.close();
  vi.unstubAllEnvs();
});
