import { Validations } from 'aws-cdk-lib';
import type { HawthornStacks } from '../hawthorn-stacks.ts';
import type { Stage } from '../stage.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import { dataAcknowledgements } from './data.ts';
import { gatewayAcknowledgements } from './gateway.ts';

/** All rules that a stage doesn't follow somewhere. */
export const acknowledgementsFor = (stacks: HawthornStacks, stage: Stage): readonly Acknowledgement[] => [
  ...dataAcknowledgements(stacks),
  ...gatewayAcknowledgements(stacks, stage),
];

/** Tells the rules so, at the constructs concerned and nowhere else. */
export const acknowledgeFindings = (stacks: HawthornStacks, stage: Stage): void => {
  for (const { id, on, reason } of acknowledgementsFor(stacks, stage)) {
    for (const construct of on) Validations.of(construct).acknowledge({ id, reason });
  }
};
