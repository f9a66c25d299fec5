/** A request as it arrived at the provider. */
export interface ReceivedRequest {
  /** `x-client-request-id`: the id that the gateway gave the request. */
  readonly requestId: string | undefined;
  readonly body: string;
}
