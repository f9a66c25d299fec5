import { CheckFailed } from './check.ts';

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the right one; empty for none. */
  readonly key?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `undefined` where it is no JSON. */
  readonly json: unknown;
}

/** What came at once. */
export interface Piece {
  /** In milliseconds since the answer was asked for. */
  readonly at: number;
  readonly text: string;
}

export interface Streamed {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly pieces: readonly Piece[];
}

export interface GatewayClient {
  /** Without the version and a slash at the end. */
  readonly root: URL;
  /** @param path from the root on, such as `/v1/models` */
  ask(path: string, asked?: Asked): Promise<Answered>;
  stream(path: string, asked: Asked): Promise<Streamed>;
}

const ASK_MS = 120_000;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** @param url as the deployment or the laptop prints it, with `/v1` or without */
export const createGatewayClient = (url: URL, key: string): GatewayClient => {
  const root = new URL(url.href.replace(/(?:\/v1)?\/*$/, ''));
  const base = root.href.replace(/\/$/, '');

  const send = async (path: string, asked: Asked): Promise<Response> => {
    const { method = asked.body === undefined ? 'GET' : 'POST', body } = asked;
    const bearer = asked.key ?? key;
    try {
      return await fetch(base + path, {
        method,
        headers: {
          ...(bearer !== '' && { authorization: `Bearer ${bearer}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...asked.headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(ASK_MS),
      });
    } catch {
      throw new CheckFailed('no answer: the address is wrong, can’t be reached, or hung up');
    }
  };

  return {
    root,
    async ask(path, asked = {}) {
      const response = await send(path, asked);
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parsed(text) };
    },
    async stream(path, asked) {
      const startedAt = performance.now();
      const { status, headers, body } = await send(path, asked);
      const pieces: Piece[] = [];
      const decoder = new TextDecoder();
      const reader = body?.getReader();
      for (;;) {
        const piece = await reader?.read();
        const bytes: unknown = piece?.value;
        if (!(bytes instanceof Uint8Array)) break;
        const at = performance.now() - startedAt;
        pieces.push({ at, text: decoder.decode(bytes, { stream: true }) });
      }
      return { status, headers, text: pieces.map(({ text }) => text).join(''), pieces };
    },
  };
};
