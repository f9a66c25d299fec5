import type { IConstruct } from 'constructs';

/** A rule that we don't follow somewhere, and why. */
export interface Acknowledgement {
  readonly id: string;
  readonly on: readonly IConstruct[];
  readonly reason: string;
}

export const hipaa = (rule: string): string => `HIPAA.Security::HIPAA.Security-${rule}`;
export const solutions = (rule: string): string => `AwsSolutions::AwsSolutions-${rule}`;
