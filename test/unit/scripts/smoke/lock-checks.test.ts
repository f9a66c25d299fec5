import { afterEach, describe, expect, it } from 'vitest';
import { createAccountClients } from '../../../../scripts/smoke/account-clients.ts';
import { lockChecks } from '../../../../scripts/smoke/lock-checks.ts';
import { type BucketSettings, type LockedBucket, runLockedBucket } from '../../../support/locked-bucket.ts';
import { accountWith, resource, resultOf, stageWith } from '../../../support/smoke-account.ts';

const AUDIT = resource('S3::Bucket', 'AuditBucket');
const running: LockedBucket[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((bucket) => bucket.close()));
});

/** The check's word, by AWS's own client against a bucket, and what is left in the bucket. */
const tryLock = async (settings: Partial<BucketSettings>) => {
  const bucket = await runLockedBucket(`/${AUDIT.physicalId}/smoke/`, settings);
  running.push(bucket);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'made-up' };
  const clients = createAccountClients({ region: 'us-east-1', endpoint: bucket.url, credentials });
  const { result, detail } = await resultOf(
    lockChecks(accountWith([AUDIT], clients)),
    'a locked version stays',
  );
  return { result, detail, left: bucket.versions.size };
};

describe('a locked version stays', () => {
  it('is proven by what S3 refuses, and nothing is left behind', async () => {
    expect(await tryLock({})).toEqual({
      ...{ result: 'ok', left: 0 },
      detail: 'refused: deletion, a second of the name, one without If-None-Match; the object is removed',
    });
  });

  it('is proven without a word about the lock, where the same credentials can step over it', async () => {
    expect(await tryLock({ tellsOfLock: false })).toMatchObject({ result: 'ok', left: 0 });
  });

  it('is proven where S3 names the lock, and says so when the object can’t be removed', async () => {
    const { result, detail, left } = await tryLock({ mayBypass: false });
    expect([result, left]).toEqual(['ok', 1]);
    expect(detail).toMatch(/smoke\/\S+ stays, locked for 1 days: no right to step over it$/);
  });

  it.each<[string, Partial<BucketSettings>, RegExp]>([
    ['no right to put', { mayPut: false }, /^nothing to look at: these credentials may not put/],
    ['no right to delete', { mayDelete: false }, /for want of a right alone; smoke\/\S+ stays/],
    ['an unexplained refusal', { tellsOfLock: false, mayBypass: false }, /for want of a right alone/],
  ])('is not proven with %s', async (_, settings, detail) => {
    expect(await tryLock(settings)).toMatchObject({
      ...{ result: 'SKIPPED', detail: expect.stringMatching(detail) as string },
    });
  });

  it.each<[string, Partial<BucketSettings>, string, number]>([
    ['a bucket without lock', { locked: false }, 'it could be deleted without stepping over governance', 0],
    ['a policy without WriteOnce', { writeOnce: false }, 'one could be put without If-None-Match', 0],
    ['conditions passed over', { readsConditions: false }, 'another could be put under its name', 0],
    ['a bucket without versions', { versioned: false }, 'the bucket keeps no versions', 1],
  ])('fails with %s, and cleans up', async (_, settings, detail, left) => {
    const seen = await tryLock(settings);
    expect(seen).toMatchObject({ result: 'FAILED', detail: expect.stringContaining(detail) as string });
    // The deletion that should have been refused has taken what there was.
    expect(seen.left).toBe(left);
  });

  it('is not tried where the data is kept, for years', async () => {
    const checks = lockChecks(accountWith([AUDIT], {}, stageWith('prod')));
    expect(await resultOf(checks, 'a locked version stays')).toMatchObject({
      ...{ result: 'SKIPPED', detail: 'not tried: this stage would keep what is put there for 2192 days' },
    });
  });
});

describe('audit bucket locked', () => {
  it.each([
    [{ mode: 'GOVERNANCE', days: 1 } as const, 'ok'],
    [{ mode: 'COMPLIANCE', days: 1 } as const, 'FAILED'],
    [{ mode: 'GOVERNANCE', days: 2 } as const, 'FAILED'],
    [{ mode: undefined, days: undefined }, 'FAILED'],
  ])('%j is %s', async (lock, result) => {
    const checks = lockChecks(accountWith([AUDIT], { objectLock: () => Promise.resolve(lock) }));
    expect(await resultOf(checks, 'audit bucket locked')).toMatchObject({ result });
  });

  it('fails without such a bucket', async () => {
    const checks = lockChecks(accountWith([resource('S3::Bucket', 'StateBucket')]));
    expect(await resultOf(checks, 'audit bucket locked')).toMatchObject({ result: 'FAILED' });
  });
});
