import { isObject } from './json.ts';
/** What a streaming handler says before the body: status and headers. */
export interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly cookies: readonly string[];
}

/** What came out of some bytes: the prelude once, as soon as it is whole, and the body bytes behind it. */
interface PreludeStep {
  readonly prelude?: Prelude;
  readonly body: Uint8Array;
}

export interface PreludeParser {
  /** Throws `PreludeError` when the bytes can't be a prelude; from then on always. */
  feed(bytes: Uint8Array): PreludeStep;
  /** To be called at the end of the bytes. Throws `PreludeError` when there was no whole prelude. */
  flush(): void;
}

/** The bytes of a handler are not what API Gateway expects. Its message is constant. */
export class PreludeError extends Error {
  override readonly name = 'PreludeError';
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html */
const DELIMITER_LENGTH = 8;

/** API Gateway allows 10,240 bytes of headers; JSON needs some more for the same. */
const MAX_PRELUDE_BYTES = 16_384;

const NOTHING = new Uint8Array(0);

const headerText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new PreludeError('A header of the prelude is not a text.');
};

const headerTexts = (value: unknown): readonly string[] => {
  if (!Array.isArray(value)) throw new PreludeError('A multi-value header of the prelude is not a list.');
  return value.map(headerText);
};

const mapObject = <T>(value: unknown, read: (value: unknown) => T): Readonly<Record<string, T>> => {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new PreludeError('The headers of the prelude are not an object.');
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, read(entry)]));
};

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new PreludeError('The prelude is not JSON.');
  }
};

const readPrelude = (bytes: Uint8Array): Prelude => {
  const parsed = parseJson(bytes);
  if (!isObject(parsed)) throw new PreludeError('The prelude is not an object.');
  const { statusCode, headers, multiValueHeaders, cookies } = parsed;
  if (
    typeof statusCode !== 'number' ||
    !Number.isInteger(statusCode) ||
    statusCode < 200 ||
    statusCode > 599
  ) {
    throw new PreludeError('The prelude has no proper status code.');
  }
  return {
    statusCode,
    headers: mapObject(headers, headerText),
    multiValueHeaders: mapObject(multiValueHeaders, headerTexts),
    cookies: cookies === undefined || cookies === null ? [] : headerTexts(cookies),
  };
};

/** Text of the prelude, then NULs of the delimiter, then the body; or, after an error, nothing any more. */
type State =
  | { readonly kind: 'text' }
  | { readonly kind: 'delimiter'; readonly seen: number }
  | { readonly kind: 'body' }
  | { readonly kind: 'failed'; readonly error: PreludeError };

/**
 * Separates a handler's bytes, split anywhere, into JSON prelude, eight NULs and body. JSON holds no NUL byte, so the
 * first one begins the delimiter; NULs behind the eighth belong to the body.
 */
export const createPreludeParser = (maxBytes: number = MAX_PRELUDE_BYTES): PreludeParser => {
  let state: State = { kind: 'text' };
  let text = NOTHING;

  const takeText = (bytes: Uint8Array): Uint8Array => {
    const nul = bytes.indexOf(0);
    const end = nul === -1 ? bytes.length : nul;
    if (text.length + end > maxBytes) throw new PreludeError('The prelude is too long.');
    text = Buffer.concat([text, bytes.subarray(0, end)]);
    if (nul !== -1) state = { kind: 'delimiter', seen: 0 };
    return bytes.subarray(end);
  };

  const takeDelimiter = (bytes: Uint8Array, seen: number): Uint8Array => {
    const missing = bytes.subarray(0, DELIMITER_LENGTH - seen);
    if (missing.some((byte) => byte !== 0)) throw new PreludeError('The delimiter is not eight NUL bytes.');
    const now = seen + missing.length;
    state = now === DELIMITER_LENGTH ? { kind: 'body' } : { kind: 'delimiter', seen: now };
    return bytes.subarray(missing.length);
  };

  const step = (bytes: Uint8Array): PreludeStep => {
    if (state.kind === 'failed') throw state.error;
    if (state.kind === 'body') return { body: bytes };
    const behindText = state.kind === 'text' ? takeText(bytes) : bytes;
    return pastText(behindText);
  };

  const pastText = (bytes: Uint8Array): PreludeStep => {
    if (state.kind !== 'delimiter') return { body: NOTHING };
    const body = takeDelimiter(bytes, state.seen);
    return isInBody() ? { prelude: readPrelude(text), body } : { body: NOTHING };
  };

  const isInBody = (): boolean => state.kind === 'body';

  const orRemember = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof PreludeError) state = { kind: 'failed', error };
      throw error;
    }
  };

  return {
    feed: (bytes) => orRemember(() => step(bytes)),
    flush: () =>
      orRemember(() => {
        if (state.kind === 'failed') throw state.error;
        if (state.kind !== 'body') throw new PreludeError('The prelude is not complete.');
      }),
  };
};
