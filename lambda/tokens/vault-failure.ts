import { GatewayError } from '../contract/gateway-error.ts';

/** Whatever goes wrong in a call is the vault's failure, unless it was the keys'. */
export const orVaultFailed = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw error instanceof GatewayError ? error : new GatewayError('vault_failed', { retryAfterSeconds: 1 });
  }
};
