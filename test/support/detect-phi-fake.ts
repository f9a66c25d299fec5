import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type LocalServer, listenLocally } from '../../local/aws/local-server.ts';
import { ServiceError } from '../../local/aws/service-error.ts';
import { signatureFault } from '../../local/aws/signature.ts';
import { TELLTALE } from './faults.ts';

/** An entity as DetectPHI gives it; offsets in code points. */
export interface Entity {
  readonly Id: number;
  readonly BeginOffset: number;
  readonly EndOffset: number;
  readonly Score: number;
  readonly Text: string;
  readonly Category: string;
  readonly Type: string;
  readonly Traits: readonly unknown[];
}

/** What it finds wherever it stands: type and value. */
export type Planted = readonly [type: string, value: string, score?: number];

/** How it fails instead of answering. */
export type Failing =
  | 'throttled'
  | 'internal'
  | 'unavailable'
  | 'denied'
  | 'refused'
  | 'hang'
  | 'reset'
  | 'html'
  | 'cut';

/** An answer other than the honest one. */
export type Twist = (honest: readonly Entity[], text: string) => object;

export interface DetectPhiFake extends LocalServer {
  /** The texts that it was asked about, those included that it gave no answer to. */
  readonly asked: readonly string[];
  /** The Regions that the calls were signed for. */
  readonly regions: readonly string[];
  /** How many calls were under way at the same time, at most. */
  readonly mostAtOnce: number;
  plant(...planted: readonly Planted[]): void;
  /** Does that in place of so many honest answers; in place of all of them when no number is given. */
  behave(how: Failing | Twist | undefined, times?: number): void;
  /** Forgets what it was asked, and is honest again. */
  reset(): void;
}

const TYPE = 'application/x-amz-json-1.1';
const TARGET = 'ComprehendMedical_20181030.DetectPHI';
/** https://docs.aws.amazon.com/comprehend-medical/latest/dev/comprehendmedical-quotas.html */
const TOO_MANY_BYTES = 20_000;

const codePoints = (text: string): number => Array.from(text).length;

const placesOf = (text: string, value: string): number[] => {
  const places: number[] = [];
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) places.push(at);
  return places;
};

/** What stands in the text of what was planted, as the service would say it. */
export const entitiesIn = (text: string, planted: readonly Planted[]): readonly Entity[] =>
  planted
    .flatMap(([Type, value, Score = 0.97]) => placesOf(text, value).map((at) => ({ at, Type, value, Score })))
    .sort((a, b) => a.at - b.at)
    .map(({ at, Type, value, Score }, Id) => {
      const BeginOffset = codePoints(text.slice(0, at));
      return {
        ...{ Id, BeginOffset, EndOffset: BeginOffset + codePoints(value), Score, Text: value, Type },
        ...{ Category: 'PROTECTED_HEALTH_INFORMATION', Traits: [] },
      };
    });

const send = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': TYPE, 'x-amzn-requestid': 'fake' });
  response.end(JSON.stringify(body));
};

const sendError = (response: ServerResponse, name: string, status = 400): void =>
  send(response, status, { __type: name, Message: TELLTALE });

const FAILURES: Record<Failing, (response: ServerResponse) => void> = {
  throttled: (response) => sendError(response, 'TooManyRequestsException'),
  internal: (response) => sendError(response, 'InternalServerException', 500),
  unavailable: (response) => {
    response.writeHead(503, { 'content-type': 'text/html' });
    response.end(`<html>${TELLTALE}</html>`);
  },
  denied: (response) => sendError(response, 'AccessDeniedException'),
  refused: (response) => sendError(response, 'InvalidRequestException'),
  hang: () => undefined,
  reset: (response) => void response.socket?.resetAndDestroy(),
  html: (response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<html>${TELLTALE}</html>`);
  },
  cut: (response) => {
    response.writeHead(200, { 'content-type': TYPE, 'content-length': '1000' });
    response.write(`{"Entities":[{"Text":"${TELLTALE}`);
    setImmediate(() => response.socket?.destroy());
  },
};

/** The text of a request that the service would take. */
const textOf = (request: IncomingMessage, body: string): string => {
  const { method, url, headers } = request;
  const wire = method === 'POST' && url === '/' && headers['content-type'] === TYPE;
  if (!wire || headers['x-amz-target'] !== TARGET)
    throw new ServiceError('UnknownOperationException', 'Unknown.');
  const covering = ['host', 'x-amz-date', 'x-amz-target'];
  if (signatureFault(headers, { signingName: 'comprehendmedical', covering }) !== undefined) {
    throw new ServiceError('IncompleteSignatureException', 'Not signed.');
  }
  const { Text, ...others } = JSON.parse(body) as { Text?: unknown };
  if (typeof Text !== 'string' || Text === '' || Object.keys(others).length > 0) {
    throw new ServiceError('InvalidRequestException', 'No text, or more than a text.');
  }
  if (!Text.isWellFormed()) throw new ServiceError('InvalidEncodingException', 'Not UTF-8.');
  if (Buffer.byteLength(Text) >= TOO_MANY_BYTES) {
    throw new ServiceError('TextSizeLimitExceededException', 'Too long.');
  }
  return Text;
};

const regionOf = ({ headers }: IncomingMessage): string =>
  /Credential=[^/]+\/\d+\/([a-z0-9-]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';

const readWhole = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** DetectPHI on this machine: strict about what it is asked, and as unreliable as it is told. */
export const startDetectPhiFake = async (): Promise<DetectPhiFake> => {
  const asked: string[] = [];
  const regions: string[] = [];
  let planted: readonly Planted[] = [];
  let behaviour: { how: Failing | Twist; times: number } | undefined;
  let underWay = 0;
  let mostAtOnce = 0;

  const next = (): Failing | Twist | undefined => {
    if (behaviour === undefined || behaviour.times === 0) return undefined;
    behaviour.times -= 1;
    return behaviour.how;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readWhole(request);
    try {
      const text = textOf(request, body);
      asked.push(text);
      regions.push(regionOf(request));
      const how = next();
      if (typeof how === 'string') {
        FAILURES[how](response);
        return;
      }
      const honest = entitiesIn(text, planted);
      send(response, 200, how?.(honest, text) ?? { Entities: honest, ModelVersion: '2.4.0' });
    } catch (error) {
      const { name } = error as Error;
      sendError(response, error instanceof ServiceError ? name : 'SerializationException');
    }
  };

  const server = createServer((request, response) => {
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    response.once('close', () => void (underWay -= 1));
    answer(request, response).catch(() => response.destroy());
  });
  const listening = await listenLocally(server);
  return {
    ...listening,
    asked,
    regions,
    get mostAtOnce() {
      return mostAtOnce;
    },
    plant(...found) {
      planted = found;
    },
    behave(how, times = Number.POSITIVE_INFINITY) {
      behaviour = how && { how, times };
    },
    reset() {
      asked.length = 0;
      regions.length = 0;
      mostAtOnce = 0;
      behaviour = undefined;
    },
  };
};
