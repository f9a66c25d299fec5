import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type LocalServer, listenLocally } from '../../local/aws/local-server.ts';

/** How the bucket and its policy are, and what the caller may. All as it should be, unless a test says otherwise. */
export interface BucketSettings {
  readonly locked: boolean;
  readonly writeOnce: boolean;
  readonly versioned: boolean;
  /** S3 names the lock as the reason of a refusal. */
  readonly tellsOfLock: boolean;
  readonly mayPut: boolean;
  readonly mayDelete: boolean;
  readonly mayBypass: boolean;
  /** The condition "only where there is none" is read, and not passed over. */
  readonly readsConditions: boolean;
}

const RIGHT: BucketSettings = {
  ...{ locked: true, writeOnce: true, versioned: true, tellsOfLock: true, readsConditions: true },
  ...{ mayPut: true, mayDelete: true, mayBypass: true },
};

/** An audit bucket under governance, on S3's wire. */
export interface LockedBucket extends LocalServer {
  /** The versions in it. */
  readonly versions: ReadonlySet<string>;
}

const fail = (response: ServerResponse, status: number, code: string, message: string): void => {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
};

const deny = (response: ServerResponse, message = 'Access Denied'): void =>
  fail(response, 403, 'AccessDenied', message);

const addPut = (settings: BucketSettings, versions: Set<string>) => {
  let count = 0;
  return ({ headers }: IncomingMessage, response: ServerResponse): void => {
    const once = headers['if-none-match'] === '*';
    if (!settings.mayPut || (settings.writeOnce && !once)) {
      deny(response);
      return;
    }
    if (once && settings.readsConditions && versions.size > 0) {
      fail(response, 412, 'PreconditionFailed', 'At least one of the pre-conditions did not hold');
      return;
    }
    count += 1;
    versions.add(`version${count}`);
    response.writeHead(200, settings.versioned ? { 'x-amz-version-id': `version${count}` } : {});
    response.end();
  };
};

const addDelete =
  (settings: BucketSettings, versions: Set<string>) =>
  ({ headers, url }: IncomingMessage, response: ServerResponse): void => {
    const version = new URL(url ?? '', 'http://localhost').searchParams.get('versionId') ?? '';
    const bypass = headers['x-amz-bypass-governance-retention'] === 'true';
    if (!settings.mayDelete || (bypass && !settings.mayBypass)) {
      deny(response);
      return;
    }
    if (settings.locked && !bypass) {
      const told = settings.tellsOfLock
        ? 'Access Denied because object protected by object lock.'
        : undefined;
      deny(response, told);
      return;
    }
    if (!versions.delete(version)) {
      fail(response, 404, 'NoSuchVersion', 'No such version');
      return;
    }
    response.writeHead(204);
    response.end();
  };

/** @param path `/bucket/` and what must come after it */
export const runLockedBucket = async (
  path: string,
  given: Partial<BucketSettings>,
): Promise<LockedBucket> => {
  const settings = { ...RIGHT, ...given };
  const versions = new Set<string>();
  const [put, remove] = [addPut(settings, versions), addDelete(settings, versions)];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.url?.startsWith(path) !== true) {
        fail(response, 404, 'NoSuchBucket', 'No such bucket');
        return;
      }
      if (request.method === 'PUT') {
        put(request, response);
        return;
      }
      if (request.method === 'DELETE') {
        remove(request, response);
        return;
      }
      fail(response, 405, 'MethodNotAllowed', 'No such method');
    });
  });
  return { ...(await listenLocally(server)), versions };
};
