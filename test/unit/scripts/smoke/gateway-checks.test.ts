import { describe, expect, it } from 'vitest';
import { doorChecks } from '../../../../scripts/smoke/door-checks.ts';
import { edgeChecks } from '../../../../scripts/smoke/edge-checks.ts';
import type { Piece } from '../../../../scripts/smoke/gateway-client.ts';
import { phiChecks } from '../../../../scripts/smoke/phi-checks.ts';
import { answeringGateway } from '../../../support/answering-gateway.ts';
import { runLockedBucket } from '../../../support/locked-bucket.ts';
import { accountWith, resource, resultOf, stageWith } from '../../../support/smoke-account.ts';

const MODEL = { model: 'standard', detector: 'local' } as const;
const healthy = { json: { status: 'ok' } };

describe('health', () => {
  it.each([
    [healthy, 'ok'],
    [{ json: undefined }, 'FAILED'],
    [{ status: 503, json: { status: 'ok' } }, 'FAILED'],
  ])('%j: %s', async (told, result) => {
    const checks = doorChecks(answeringGateway({ asked: { 'GET /healthz': told } }));
    expect(await resultOf(checks, 'health')).toMatchObject({ result });
  });
});

describe('TLS', () => {
  it('is not proven of an address without it', async () => {
    const checks = doorChecks(answeringGateway({ root: 'http://127.0.0.1' }));
    expect(await resultOf(checks, 'TLS')).toMatchObject({ result: 'SKIPPED' });
  });

  it('fails where somebody answers without it', async () => {
    const bucket = await runLockedBucket('/', {});
    const checks = doorChecks(
      answeringGateway({ root: bucket.url.replace('http://127.0.0.1', 'https://localhost') }),
    );
    expect(await resultOf(checks, 'TLS')).toMatchObject({ result: 'FAILED' });
    await bucket.close();
  });
});

describe('browsers’ preflight', () => {
  const allowed = { 'access-control-allow-headers': 'Authorization' };
  it.each([
    [{ ...allowed, 'access-control-allow-origin': '*' }, 'ok'],
    [{ ...allowed }, 'FAILED'],
    [{ 'access-control-allow-origin': '*' }, 'FAILED'],
  ])('%j: %s', async (headers, result) => {
    const asked = { 'OPTIONS /v1/chat/completions': { status: 204, headers } };
    expect(await resultOf(doorChecks(answeringGateway({ asked })), 'browsers’ preflight')).toMatchObject({
      result,
    });
  });
});

describe('streams piece by piece', () => {
  const opening = 'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n';
  const word = 'data: {"choices":[{"delta":{"content":"one, "}}]}\n\n';
  const every = (ms: number, texts: readonly string[]): readonly Piece[] =>
    texts.map((text, index) => ({ at: 300 + index * ms, text }));
  const words = [word, word, word, word];
  it.each([
    ['words over time', every(50, [opening, ...words]), 'ok'],
    ['words at once', every(5, [opening, ...words]), 'FAILED'],
    [
      'keep-alives, then all words',
      every(500, [opening, ': alive\n\n', ': alive\n\n', words.join('')]),
      'FAILED',
    ],
    [
      'an opening, then words at once',
      [...every(0, [opening]), ...every(1, words).map((piece) => ({ ...piece, at: piece.at + 5_000 }))],
      'FAILED',
    ],
    ['no words', every(500, [opening, opening, opening, opening]), 'FAILED'],
    ['nothing', [], 'FAILED'],
  ])('%s: %#', async (_, streamed, result) => {
    const checks = phiChecks(answeringGateway({ streamed }), MODEL);
    expect(await resultOf(checks, 'streams piece by piece')).toMatchObject({ result });
  });
});

describe('stored response', () => {
  const restored = 'Patient Jane Roe, MRN 48215733';
  const path = '/v1/responses/resp_1';
  const saying = (text: string, phi = 'NAME=1') => ({
    headers: { 'x-hawthorn-phi': phi },
    json: { id: 'resp_1', output: [{ content: [{ text }] }] },
  });
  const life = (created: ReturnType<typeof saying>, after: number) => ({
    'POST /v1/responses': created,
    [`GET ${path}`]: [created, { status: after }],
    [`GET ${path}/input_items`]: { json: { data: [restored] } },
    [`DELETE ${path}`]: {},
  });
  it.each([
    ['gone when deleted', life(saying(restored), 404), 'ok'],
    ['still there', life(saying(restored), 200), 'FAILED'],
    ['empty, both times', life(saying(''), 404), 'FAILED'],
    ['a name that nobody replaced', life(saying(restored, ''), 404), 'FAILED'],
  ])('%s', async (_, asked, result) => {
    const checks = phiChecks(answeringGateway({ asked }), MODEL);
    expect(await resultOf(checks, 'stored response')).toMatchObject({ result });
  });
});

describe('limits of the key', () => {
  const limits = (limit: string, left: string) => ({
    headers: { 'x-ratelimit-limit-requests': limit, 'x-ratelimit-remaining-requests': left },
  });
  it.each([
    [limits('100', '99'), 'ok'],
    [limits('100', '100'), 'FAILED'],
    [limits('100', 'many'), 'FAILED'],
    [{ status: 500 }, 'FAILED'],
    [{}, 'SKIPPED'],
  ])('%j: %s', async (told, result) => {
    const checks = phiChecks(answeringGateway({ asked: { 'POST /v1/phi/inspect': told } }), MODEL);
    expect(await resultOf(checks, 'limits of the key')).toMatchObject({ result });
  });
});

describe('web ACL before the API', () => {
  const NAME = 'web ACL before the API';
  const stage = stageWith('dev', { webAcl: { requestsPerAddress: 1_000 } });
  const association = resource('WAFv2::WebACLAssociation', 'Association');
  const forbidden = { status: 403, json: { error: { code: 'forbidden', message: 'No.' } } };
  const asking = (harmless: object, attack: object) =>
    answeringGateway({
      asked: {
        'GET /healthz?smoke=test': harmless,
        'GET /healthz?smoke=../../../../etc/passwd': attack,
      },
    });
  it.each([
    ['blocks what it should', asking(healthy, forbidden), 'ok'],
    ['lets everything pass', asking(healthy, healthy), 'FAILED'],
    ['blocks everything', asking(forbidden, forbidden), 'FAILED'],
    ['fails otherwise', asking(healthy, { status: 500 }), 'FAILED'],
  ])('%s: %#', async (_, gateway, result) => {
    const checks = edgeChecks(accountWith([association], {}, stage), gateway);
    expect(await resultOf(checks, NAME)).toMatchObject({ result });
  });

  it('fails without an association, and is not proven where there should be none', async () => {
    const none = edgeChecks(accountWith([], {}, stage), answeringGateway({}));
    expect(await resultOf(none, NAME)).toMatchObject({ result: 'FAILED' });
    const unasked = edgeChecks(accountWith([association]), answeringGateway({}));
    expect(await resultOf(unasked, NAME)).toMatchObject({ result: 'SKIPPED' });
  });
});

describe('name of its own', () => {
  const domain = {
    name: 'ai.hospital.example',
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
  };
  const account = accountWith([], {}, stageWith('dev', { domain }));
  it.each([
    ['https://ai.hospital.example', healthy, 'ok'],
    ['https://ai.hospital.example', { json: '<html>' }, 'FAILED'],
    ['http://ai.hospital.example', healthy, 'FAILED'],
    ['https://abc.execute-api.us-east-1.amazonaws.com', healthy, 'FAILED'],
  ])('%s, %j: %s', async (root, told, result) => {
    const gateway = answeringGateway({ root, asked: { 'GET /healthz': told } });
    expect(await resultOf(edgeChecks(account, gateway), 'name of its own')).toMatchObject({ result });
  });
});
