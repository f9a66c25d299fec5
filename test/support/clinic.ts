import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { z } from 'zod';
import { demoModel } from './demo-model.ts';
import { tokensOf } from './openai-wire.ts';
import { type ServedOptions, serveGateway } from './served-gateway.ts';

/** A made-up visit. */
const PATIENT = { name: 'Maria Gonzalez', ssn: '123-45-6789' } as const;
export const PROMPT = `Patient ${PATIENT.name}, SSN ${PATIENT.ssn}, needs a letter.`;
export const MODEL = 'gpt-5.4-mini';

/** What a model is asked to make of the prompt; the demo model writes the patient's tokens into it. */
export const VISIT = z.object({ patient_name: z.string(), record_number: z.string(), urgent: z.boolean() });
export const FILLED_VISIT = { patient_name: PATIENT.name, record_number: PATIENT.ssn, urgent: true } as const;

/** What a tool is asked, what the demo model asks it, and what it says: PHI that only the tool knows. */
export const CHART_QUERY = z.object({ patient_name: z.string(), record_number: z.string() });
export const QUERIED = { patient_name: PATIENT.name, record_number: PATIENT.ssn } as const;
export const ATTENDING = 'Desmond Okafor';
export const CHART = { note: `Seen by Dr. ${ATTENDING}`, email: 'okafor@example.org' } as const;

const PHI = /Maria|Gonzalez|123-45-6789|Desmond|Okafor/i;

/** Something that a client got: the patient stands in it as they were named, and no token. */
export const expectRestored = (got: unknown): void => {
  const text = typeof got === 'string' ? got : JSON.stringify(got);
  expect(text).toContain(PATIENT.name);
  expect(text).toContain(PATIENT.ssn);
  expect(tokensOf(text)).toEqual([]);
};

/** A request as a client wrote it. */
interface ClientRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** `fetch` for a client, and the requests that went through it: which idiom of the API the client used. */
export const watchedFetch = () => {
  const asked: ClientRequest[] = [];
  const watching: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.clone().text();
    const body = text === '' ? {} : (JSON.parse(text) as ClientRequest['body']);
    asked.push({ path: new URL(request.url).pathname, body });
    return fetch(request);
  };
  return { fetch: watching, asked };
};

/** The types of the items in an `input`; those that leave it out are messages. */
export const itemTypes = (input: unknown): string[] =>
  (input as { type?: string }[]).map(({ type = 'message' }) => type);

/** Keeps this process from calling anything but this machine; what clients tried all the same. */
const stayHome = (): string[] => {
  const strayed: string[] = [];
  const { fetch: original } = globalThis;
  beforeAll(() => {
    globalThis.fetch = (input, init) => {
      const { hostname } = new URL(input instanceof Request ? input.url : input);
      if (hostname === '127.0.0.1') return original(input, init);
      strayed.push(hostname);
      return Promise.reject(new Error('only this machine may be called'));
    };
  });
  afterAll(() => {
    globalThis.fetch = original;
  });
  return strayed;
};

/**
 * A gateway with the demo model behind it, for the tests of a file. After each test it is checked that something went
 * to the provider, and no PHI with it, and that the client called nobody else.
 */
export const serveClinic = (options: ServedOptions = {}) => {
  const strayed = stayHome();
  const served = serveGateway(options);
  beforeEach(() => {
    served.provider(demoModel);
  });
  afterEach(() => {
    expect(strayed).toEqual([]);
    const received = served.raw();
    expect(received.length).toBeGreaterThan(0);
    for (const { url, headers, body } of received) {
      expect(`${url} ${JSON.stringify(headers)} ${body}`).not.toMatch(PHI);
    }
  });
  return {
    ...served,
    /** The `input` of the request of that index, as the provider got it. */
    input: (index: number) =>
      (served.sent().at(index)?.['input'] ?? []) as readonly Readonly<Record<string, unknown>>[],
  };
};
