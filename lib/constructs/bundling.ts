import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { ENDPOINTS, type HandlerName } from '../../lambda/contract/endpoints.ts';

/** The deployed functions: each is the export `handler` of a file of that name in `lambda/handlers`. */
export const HANDLERS: readonly HandlerName[] = [...new Set(ENDPOINTS.map(({ handler }) => handler))];

/** What takes the place of a package, by its path from the root of the project. */
export const REPLACED = {
  '@aws-sdk/credential-provider-node': './lambda/aws/environment-credentials.ts',
} as const;

/**
 * How the functions are bundled: by the esbuild of this project, without docker, with their own copy of the SDK.
 * CommonJS, since it loads a fifth faster than the same code as a module (105 ms against 125 ms, `npm run bench`
 * measures it); `module` first, so that packages are taken in the form from which unused code can be left out.
 */
export const BUNDLING = {
  bundleAwsSDK: true,
  minify: true,
  format: OutputFormat.CJS,
  target: 'node24',
  mainFields: ['module', 'main'],
  esbuildArgs: { '--alias': Object.entries(REPLACED).map(([name, path]) => `${name}=${path}`) },
} satisfies BundlingOptions;
