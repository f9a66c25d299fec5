import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startJsonService } from '../../../../local/aws/json-service.ts';
import type { LocalServer } from '../../../../local/aws/local-server.ts';
import { ServiceError } from '../../../../local/aws/service-error.ts';

const SIGNED =
  'AWS4-HMAC-SHA256 Credential=local/20261115/us-east-1/kms/aws4_request, ' +
  `SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=${'0'.repeat(64)}`;

const HEADERS = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'TrentService.Echo',
  'x-amz-date': '20261115T120000Z',
  authorization: SIGNED,
};

let server: LocalServer;
beforeAll(async () => {
  server = await startJsonService({
    targetPrefix: 'TrentService',
    signingName: 'kms',
    operations: {
      Echo: (input) => input,
      Refuse() {
        throw new ServiceError('NotFoundException', 'Not here.');
      },
      Break() {
        throw new Error('an inner detail');
      },
    },
  });
});
afterAll(() => server.close());

const call = async (headers: Record<string, string> = {}, body = '{"a":1}', init: RequestInit = {}) => {
  const sent = Object.fromEntries(
    Object.entries({ ...HEADERS, ...headers }).filter(([, value]) => value !== ''),
  );
  const response = await fetch(server.url, { method: 'POST', headers: sent, body, ...init });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
};

describe('startJsonService', () => {
  it('answers an operation', async () => {
    const type = 'application/x-amz-json-1.1';
    expect(await call()).toEqual({ status: 200, type, body: { a: 1 } });
  });

  it.each([
    ['no signature', { authorization: '' }, 'MissingAuthenticationTokenException'],
    ['another scheme', { authorization: 'Bearer x' }, 'IncompleteSignatureException'],
    ['a cut signature', { authorization: SIGNED.slice(0, -1) }, 'IncompleteSignatureException'],
    ['no date', { 'x-amz-date': '' }, 'IncompleteSignatureException'],
    ['the date of another day', { 'x-amz-date': '20261116T120000Z' }, 'InvalidSignatureException'],
    [
      'a signature for another service',
      { authorization: SIGNED.replace('/kms/', '/s3/') },
      'InvalidSignatureException',
    ],
    [
      'an unsigned target',
      { authorization: SIGNED.replace(';x-amz-target', '') },
      'InvalidSignatureException',
    ],
    ['an unknown operation', { 'x-amz-target': 'TrentService.Nothing' }, 'UnknownOperationException'],
    [
      'an operation of every object',
      { 'x-amz-target': 'TrentService.toString' },
      'UnknownOperationException',
    ],
    ['another service', { 'x-amz-target': 'secretsmanager.Echo' }, 'UnknownOperationException'],
    ['no target', { 'x-amz-target': '' }, 'UnknownOperationException'],
    ['another protocol', { 'content-type': 'application/json' }, 'UnknownOperationException'],
    ['an error of the operation', { 'x-amz-target': 'TrentService.Refuse' }, 'NotFoundException'],
  ])('answers %s with the error of AWS', async (_, headers, name) => {
    expect(await call(headers)).toMatchObject({ status: 400, body: { __type: name } });
  });

  it.each([['{'], ['[]'], ['null'], ['1'], ['']])('refuses the body %j', async (body) => {
    expect(await call({}, body)).toMatchObject({ status: 400, body: { __type: 'SerializationException' } });
  });

  it('refuses a body without end', async () => {
    expect(await call({}, 'x'.repeat(1_000_001))).toMatchObject({ status: 413 });
  });

  it('tells nothing of what broke inside', async () => {
    expect(await call({ 'x-amz-target': 'TrentService.Break' })).toMatchObject({
      status: 500,
      body: { __type: 'InternalFailure', message: 'The fake failed.' },
    });
  });
});
