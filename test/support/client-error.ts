import OpenAI from 'openai';
import { expect } from 'vitest';

/** What the official client throws. */
export interface ExpectedError {
  readonly as: abstract new (...args: never[]) => InstanceType<typeof OpenAI.APIError>;
  readonly status: number;
  readonly type: string;
  readonly code: string;
  readonly param?: string;
}

/** The error with which a call of the official client fails. */
export const errorOf = async (call: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call went well.');
};

/** Checks class, status and body: four strings, whatever the cause. */
export const expectError = (error: unknown, expected: ExpectedError): void => {
  const { as, status, type, code, param = '' } = expected;
  expect(error).toBeInstanceOf(as);
  if (!(error instanceof OpenAI.APIError)) throw new Error('unreachable');
  expect(error).toMatchObject({ status, type, code, param });
  expect(error.error).toEqual({ message: expect.stringMatching(/^[A-Z].+\.$/) as string, type, code, param });
};

export const BAD_REQUEST = {
  as: OpenAI.BadRequestError,
  status: 400,
  type: 'invalid_request_error',
  code: 'bad_request',
} as const;

export const UNAUTHORIZED = {
  as: OpenAI.AuthenticationError,
  status: 401,
  type: 'authentication_error',
  code: 'unauthorized',
} as const;

export const BLOCKED = {
  as: OpenAI.PermissionDeniedError,
  status: 403,
  type: 'permission_error',
  code: 'dlp_blocked',
} as const;

export const NOT_FOUND = {
  as: OpenAI.NotFoundError,
  status: 404,
  type: 'not_found_error',
  code: 'not_found',
} as const;

export const FORBIDDEN = {
  as: OpenAI.PermissionDeniedError,
  status: 403,
  type: 'permission_error',
  code: 'forbidden',
} as const;

/** A dependency is down. */
export const unavailable = (code: string): ExpectedError => ({
  as: OpenAI.InternalServerError,
  status: 503,
  type: 'service_unavailable',
  code,
});
