import type { Stack } from 'aws-cdk-lib';

/**
 * Exports values whether another stack uses them or not. By itself the CDK exports what is used, so that a setting, or a
 * rollback, that ends a use would take the export away; as the exporting stack is deployed first, the other one still
 * imports it, and CloudFormation refuses.
 */
export const exportAlways = (stack: Stack, values: readonly string[]): void => {
  for (const value of values) stack.exportValue(value);
};
