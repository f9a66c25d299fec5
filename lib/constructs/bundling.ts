import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** How the functions are bundled: by the esbuild of this project, without docker, with their own copy of the SDK. */
export const BUNDLING: BundlingOptions = {
  bundleAwsSDK: true,
  minify: true,
  format: OutputFormat.CJS,
  target: 'node24',
  mainFields: ['module', 'main'],
};
