import type { Stage } from '../../lib/stage.ts';
import type { readOutputs } from './assembly.ts';

/** A step of the operator's, with the command for it where there is one. */
interface Step {
  readonly what: string;
  readonly command?: readonly string[];
}

const putKey = ({ region }: Stage, secret: string): Step => ({
  what: `Put the provider's key into the secret ${secret}; typed so, it stands in no shell history.`,
  command: [
    'read -rs PROVIDER_KEY',
    `aws secretsmanager put-secret-value --region ${region} --secret-id ${secret} --secret-string "$PROVIDER_KEY"`,
  ],
});

const makeKey = ({ name, region }: Stage): Step => ({
  what: 'Make an API key. It is printed once.',
  command: [`npx hawthorn keys create --stage ${name} --region ${region} --tenant TENANT --role clinician`],
});

const tryIt = ({ name }: Stage, baseUrl: string): Step => ({
  what: 'See whether all of it works, with that key.',
  command: [`npm run smoke -- --url ${baseUrl} --key "$HAWTHORN_API_KEY" --stage ${name}`],
});

/** What is left to do after a deployment, with the names that it told. */
export const nextSteps = (stage: Stage, outputs: ReturnType<typeof readOutputs>): string => {
  const told = new Map(Object.values(outputs).flatMap((stack) => Object.entries(stack)));
  const prefix = told.get('ProviderSecretsPrefix') ?? `hawthorn/${stage.name}/providers/`;
  const baseUrl = told.get('BaseUrl');
  const target = [...told].find(([name]) => name.startsWith('DomainTarget'));
  const steps: readonly Step[] = [
    ...(stage.alarms === undefined
      ? []
      : [
          {
            what: `Confirm the message that AWS sends to ${stage.alarms.email}; alarms reach nobody before.`,
          },
        ]),
    ...(target === undefined
      ? []
      : [{ what: `Point ${stage.domain?.name ?? ''} at ${target[1]}, as a CNAME record.` }]),
    ...stage.providers.map((provider) => putKey(stage, prefix + provider)),
    makeKey(stage),
    ...(baseUrl === undefined ? [] : [tryIt(stage, baseUrl)]),
  ];
  const lines = steps.map(({ what, command = [] }, index) =>
    [`${index + 1}. ${what}`, ...command.map((line) => `     ${line}`)].join('\n'),
  );
  const heading = baseUrl === undefined ? 'Deployed.' : `Deployed. Clients set base_url to ${baseUrl}`;
  return `${heading}\n\nWhat is left to do, the first time:\n${lines.join('\n')}\n`;
};
