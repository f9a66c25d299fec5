import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * A function has the credentials of its role, which Lambda puts into its environment, and looks for no others. In bundles
 * this takes the place of `@aws-sdk/credential-provider-node`, whose chain goes on to files, programs and the metadata of
 * machines, and brings clients of STS, SSO and sign-in along.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv();
