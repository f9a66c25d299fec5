import type { Stage } from '../../lib/stage.ts';

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

const LOCKS = {
  governance: 'under governance, which a right of its own can lift',
  compliance: 'under compliance, which nobody can lift, not even the account’s root',
} as const;

const detectorOf = ({ detector, comprehend, region }: Stage): string =>
  detector === 'local'
    ? "the gateway's own recognizers"
    : `the gateway's own recognizers and Comprehend Medical in ${comprehend.region ?? region}`;

/**
 * AWS refuses a reservation that leaves less than this to all other functions of the account and the Region.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
const LEFT_UNRESERVED = 100;

const reservationOf = (concurrency: NonNullable<Stage['concurrency']>): string => {
  const reserved = Object.values(concurrency).reduce((sum, count) => sum + count, 0);
  return `${reserved} concurrent runs reserved: needs a Lambda quota of at least ${reserved + LEFT_UNRESERVED}`;
};

/** What whoever deploys should see before: each line a fact that is hard to take back. */
export const describeDeployment = (stage: Stage, account: string, stacks: readonly string[]): string => {
  const { name, region, data, audit, models, media, network, concurrency, domain } = stage;
  const facts: readonly (readonly [string, string])[] = [
    ['stage', name],
    ['account', account],
    ['region', region],
    ['stacks', stacks.join(', ')],
    ['data', data === 'retain' ? 'stays when the stage is deleted' : 'goes when the stage is deleted'],
    ['audit', `locked for ${days(audit.days)} ${LOCKS[audit.lock]}`],
    ['values', `kept for ${days(stage.vaultDays)} after their last use`],
    ['PHI found by', detectorOf(stage)],
    [
      'models',
      models === undefined ? "OpenAI's" : models.providers.map((provider) => provider.name).join(', '),
    ],
    ['media', media === 'block' ? 'refused' : 'sent on unseen, and recorded'],
    ['network', network.mode === 'vpc' ? 'a VPC of its own' : 'no VPC'],
    ...(concurrency === undefined ? [] : [['functions', reservationOf(concurrency)] as const]),
    ...(domain === undefined ? [] : [['name', domain.name] as const]),
  ];
  return facts.map(([what, value]) => `  ${what.padEnd(14)}${value}\n`).join('');
};
