import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import type { LocalGateway } from '../../local/local-gateway.ts';
import { usageOf, type Workload } from '../../scripts/cost/usage.ts';
import { startQuietGateway } from '../support/quiet-gateway.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What requests really use, held against the model of docs/cost.md. The detector is the local one. */
const folder = temporaryFolder();
const used = { writeUnits: 0, readUnits: 0, kmsRequests: 0, logBytes: 0 };
let gateway: LocalGateway;
let client: OpenAI;

interface Consumed {
  readonly CapacityUnits?: number;
}

const unitsIn = (answer: unknown): number => {
  const { ConsumedCapacity: consumed = [] } = answer as { ConsumedCapacity?: Consumed | Consumed[] };
  return [consumed].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
};

/** Looks at every call of a client with its answer. */
const watch = (prototype: object, seen: (command: string, answer: unknown) => void): void => {
  const send = Reflect.get(prototype, 'send') as (...args: unknown[]) => Promise<unknown>;
  vi.spyOn(prototype as { send: typeof send }, 'send').mockImplementation(async function (
    this: unknown,
    ...args: unknown[]
  ) {
    const answer = await send.apply(this, args);
    seen((args[0] as object).constructor.name, answer);
    return answer;
  });
};

beforeAll(async () => {
  vi.stubEnv(ENVIRONMENT.stage, 'measured');
  watch(DynamoDBClient.prototype, (command, answer) => {
    const kind = /^(?:Batch)?Get|^Query/.test(command) ? 'readUnits' : 'writeUnits';
    used[kind] += unitsIn(answer);
  });
  watch(KMSClient.prototype, () => (used.kmsRequests += 1));
  gateway = await startQuietGateway(folder.path);
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.apiKey.reveal(), maxRetries: 0 });
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    used.logBytes += String(line).length;
    return true;
  });
});

afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await gateway.close();
  folder.remove();
});

/** The lines of a request are written after its answer. */
const usedBy = async (ask: () => Promise<unknown>): Promise<typeof used> => {
  Object.assign(used, { writeUnits: 0, readUnits: 0, kmsRequests: 0, logBytes: 0 });
  await ask();
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { ...used };
};

const WORDS =
  'pain dose daily fever cough stable since morning walk sleep water knee plan review result'.split(' ');

/** Made-up prose of a length, other each time. */
const prose = (characters: number, start: number): string => {
  let text = '';
  for (let at = start; text.length < characters; at = (at * 31 + 7) % 9_973)
    text += `${WORDS[at % WORDS.length]} `;
  return text.slice(0, characters);
};

const workload = (more: Partial<Workload>): Workload => ({
  ...{ endpoint: 'chat', requests: 1, characters: 0, answerCharacters: 200, newValues: 0, turns: 1 },
  ...{ providerSeconds: 0, overheadSeconds: 0, memoryMb: 1_024, detector: 'local', requestsPerLookup: 1e9 },
  ...more,
});

const chat = (content: string) => () =>
  client.chat.completions.create({ model: 'standard', messages: [{ role: 'user', content }] });

describe('a request uses no more than the model says', () => {
  test('the first one of a process looks up keys, policy and the tenant’s keys', async () => {
    const { readUnits, kmsRequests } = await usedBy(chat('Write to Jane Roe.'));
    expect({ readUnits, kmsRequests }).toEqual({ readUnits: 4, kmsRequests: 2 });
  });

  test.each([500, 2_000, 8_000])('chat of %i characters with a new value', async (characters) => {
    const measured = await usedBy(chat(`Patient Jane Roe${characters}, ${prose(characters, characters)}`));
    const model = usageOf(workload({ characters, newValues: 1 }));
    expect(measured.writeUnits).toBeLessThanOrEqual(model.writeUnits);
    expect(measured.writeUnits).toBeGreaterThanOrEqual(3);
    expect(measured.readUnits).toBe(0);
    expect(measured.kmsRequests).toBe(0);
    expect(measured.logBytes).toBeGreaterThan(2_000);
    expect(measured.logBytes).toBeLessThan(model.logBytes);
  });

  test('a conversation of six turns by previous_response_id', async () => {
    const characters = 2_000;
    const model = usageOf(workload({ endpoint: 'responses', characters, turns: 6 }));
    let previous: string | undefined;
    let reads = 0;
    // The first request of the function that answers responses has its own look-ups.
    await usedBy(() => client.responses.create({ model: 'standard', input: 'Hello.' }));
    for (let turn = 1; turn <= 6; turn += 1) {
      const input = prose(characters, turn);
      const measured = await usedBy(async () => {
        const more = previous === undefined ? {} : { previous_response_id: previous };
        previous = (await client.responses.create({ model: 'standard', input, ...more })).id;
      });
      expect(measured.writeUnits).toBeLessThanOrEqual(model.writeUnits);
      reads += measured.readUnits;
    }
    expect(reads / 6).toBeLessThanOrEqual(model.readUnits + 1e-6);
    expect(reads).toBeGreaterThan(0);
  });
});
