import type { GatewayError } from '../../contract/gateway-error.ts';
import { errorBody } from '../error-body.ts';
import type { JsonObject } from '../json-value.ts';
import type { ResponseEvent } from './response-event.ts';

/**
 * How a stream ends that can't go on. OpenAI documents its errors flat and sends them nested; clients exist that read
 * one and fail on the other, so both are there.
 *
 * @param response the response as the client saw it last; without one, nothing can be said to have failed
 */
export const failureEvents = (
  error: GatewayError,
  sequenceNumber: number,
  response: JsonObject | undefined,
): readonly ResponseEvent[] => {
  const { error: own } = errorBody(error);
  const { code, message, param } = own;
  const failed = { ...response, status: 'failed', error: { code: 'server_error', message } };
  return [
    { type: 'error', sequence_number: sequenceNumber, code, message, param, error: own },
    ...(response === undefined
      ? []
      : [{ type: 'response.failed', sequence_number: sequenceNumber + 1, response: failed }]),
  ];
};
