import type { AccountClients } from './account-clients.ts';
import type { Deletion } from './bucket-client.ts';
import { CheckFailed, CheckSkipped, expectThat } from './check.ts';

type Bucket = Pick<AccountClients, 'put' | 'deleteVersion'>;

/** An object of the smoke test's own, and every version of it that S3 took. */
const createTrial = (clients: Bucket, bucket: string) => {
  const name = `smoke/${new Date().toISOString()}`;
  const versions: string[] = [];
  const remove = (version: string, bypass: boolean): Promise<Deletion> =>
    clients.deleteVersion({ bucket, name, version, bypass });
  return {
    name,
    remove,
    async put(once: boolean) {
      const answer = await clients.put({ bucket, name, once });
      if (answer.outcome === 'written') versions.push(answer.version);
      return answer;
    },
    /** Whether nothing is left. Never throws, so that it can follow on a failure. */
    async cleanUp(): Promise<boolean> {
      let gone = true;
      for (const version of versions) {
        const outcome = await remove(version, true).catch(() => 'refused');
        if (outcome !== 'deleted') gone = false;
      }
      return gone;
    },
  };
};

type Trial = ReturnType<typeof createTrial>;

/** What must be refused, one after the other. How the deletion was: S3 doesn't always say that it is the lock. */
const expectRefusals = async (trial: Trial, version: string): Promise<Deletion> => {
  const deletion = await trial.remove(version, false);
  expectThat(deletion !== 'deleted', 'it could be deleted without stepping over governance');
  const second = await trial.put(true);
  expectThat(second.outcome !== 'written', 'another could be put under its name');
  // These credentials may put with the header, as was seen; so it is the header that is missed.
  const bare = await trial.put(false);
  expectThat(bare.outcome === 'refused', 'one could be put without If-None-Match');
  return deletion;
};

/**
 * Puts an object into a bucket under governance and tries to be rid of it. The object is removed by stepping over the
 * lock where these credentials may; else it goes some time after its lock.
 */
export const proveLock = async (clients: Bucket, bucket: string, days: number): Promise<string> => {
  const trial = createTrial(clients, bucket);
  const first = await trial.put(true);
  if (first.outcome !== 'written')
    throw new CheckSkipped(
      'nothing to look at: these credentials may not put into the bucket, or use its key',
    );
  const told = (gone: boolean): string =>
    gone ? 'the object is removed' : `${trial.name} stays, locked for ${days} days: no right to step over it`;
  try {
    const deletion = await expectRefusals(trial, first.version);
    const gone = await trial.cleanUp();
    // With the right to delete, as stepping over the lock showed, it was the lock that refused.
    if (deletion !== 'locked' && !gone)
      throw new CheckSkipped(`a deletion was refused, maybe for want of a right alone; ${told(gone)}`);
    return `refused: deletion, a second of the name, one without If-None-Match; ${told(gone)}`;
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error;
    throw new CheckFailed(`${error.message}; ${told(await trial.cleanUp())}`);
  }
};
