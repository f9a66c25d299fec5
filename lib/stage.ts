import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { readModels } from './models-file.ts';
import { misfitsIn } from './stage-checks.ts';

/** The longest that CloudFormation accepts for a stack's name is 128; the stage's name is one part of it. */
const NAME = /^[a-z][a-z0-9]{0,19}$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const ZONE = /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/;
const SECRET_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

const LOG_DAYS = Object.values(RetentionDays)
  .filter((days) => typeof days === 'number')
  .join(', ');

/**
 * Where Comprehend Medical is.
 * https://docs.aws.amazon.com/general/latest/gr/comprehend-med_region.html
 */
const COMPREHEND_REGIONS: ReadonlySet<string> = new Set([
  ...['us-east-1', 'us-east-2', 'us-west-2', 'us-gov-west-1'],
  ...['ca-central-1', 'eu-west-1', 'eu-west-2', 'ap-southeast-2'],
]);

const whole = (least: number, most: number) => z.int().min(least).max(most);

const stageShape = z.strictObject({
  name: z.string().regex(NAME, 'must be lower-case letters and digits, starting with a letter, at most 20'),
  /** Where everything is deployed. Give it explicitly: a default from somebody's shell is no place for PHI. */
  region: z.string().regex(REGION, 'must be the name of an AWS Region, such as us-east-1'),
  /** `retain` keeps the data when a stack is deleted, and refuses to delete tables. */
  data: z.enum(['retain', 'destroy']),
  /** How long values stay in the vault, and responses and conversations in their store, after their last use. */
  vaultDays: whole(1, 3653),
  /** Images, audio and files can't be scrubbed: `block` refuses them, `allow` sends them and says so in the audit. */
  media: z.enum(['block', 'allow']),
  /** `comprehend`: Amazon Comprehend Medical beside the gateway's own recognizers; `local`: these alone. */
  detector: z.enum(['comprehend', 'local']).default('comprehend'),
  /** How Comprehend Medical is asked, where that is not as usual. */
  comprehend: z
    .strictObject({
      /** Another Region than everything else; what stands in requests is sent there. */
      region: z.string().regex(REGION, 'must be the name of an AWS Region, such as us-east-1').optional(),
      /** What one running function may ask; those that run at once share the account's quota. */
      charactersPerSecond: whole(1, 1_000_000).optional(),
      callsPerSecond: whole(1, 10_000).optional(),
    })
    .default({}),
  /**
   * How firmly and how long the audit's archive keeps what was written. Nobody can shorten `compliance`, not even the
   * account's root; under `governance` those with a right of their own can. 45 CFR 164.316(b)(2)(i) asks for six years.
   */
  audit: z.strictObject({ lock: z.enum(['governance', 'compliance']), days: whole(1, 36_500) }),
  /** How long the backup of each day is kept, where data is `retain`: of API keys and the audit's table. */
  backupDays: whole(1, 3653).default(35),
  /** CloudWatch keeps logs for certain numbers of days only. */
  logDays: z.enum(RetentionDays, `must be one of ${LOG_DAYS}`),
  /**
   * One secret is made for each; put the provider's key into it after the first deployment. What the models' providers
   * have as `keySecret`, and nothing else.
   */
  providers: z.array(z.string().regex(SECRET_NAME, 'must be lower-case letters, digits and hyphens')).min(1),
  /** Requests a second for each method of the API, and how many may come at once. */
  throttle: z.strictObject({ rate: whole(1, 10_000), burst: whole(1, 5_000) }),
  /**
   * How many requests each function may answer at the same time. Without it the account's quota is the limit, which a
   * new account needs: AWS refuses to reserve the last of a small quota.
   */
  concurrency: z
    .strictObject({
      chat: whole(1, 10_000),
      responses: whole(1, 10_000),
      plain: whole(1, 10_000),
      inspect: whole(1, 10_000),
    })
    .optional(),
  alarms: z
    .strictObject({
      /** Who hears of alarms; they have to confirm a message of AWS once. */
      email: z.email('must be an e-mail address'),
      /** Where messages say that the runbooks are, such as your copy of `docs/runbooks/`. Ends in a slash. */
      runbooksUrl: z.url('must be an address').endsWith('/', 'must end in a slash').optional(),
      /** What Comprehend Medical may cost a day, at the list price, before somebody is told. 50 where it is left out. */
      detectorDollarsPerDay: z.number().positive().optional(),
    })
    .optional(),
  /** The models on offer: a JSON file, named from the root of the repository. OpenAI's models where it is left out. */
  models: z.string().min(1).optional().transform(readModels),
  /** A name of your own for the API. */
  domain: z
    .strictObject({
      name: z.hostname('must be the name of a host'),
      /** A certificate of ACM in the stage's Region. */
      certificateArn: z.string().startsWith('arn:', 'must be the ARN of a certificate'),
      /** The Route 53 zone in which the name is made; without it, point the name at the deployment's output yourself. */
      hostedZone: z.strictObject({ id: z.string().min(1), name: z.hostname() }).optional(),
    })
    .optional(),
  /** `vpc`: the functions run in a VPC of their own and reach AWS by endpoints; what goes to a provider leaves by NAT. */
  network: z
    .discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('public') }),
      z.strictObject({
        mode: z.literal('vpc'),
        /** AWS takes networks of /16 to /28; below /22 it is tight for functions that run at once. */
        cidr: z
          .cidrv4('must be a range such as 10.64.0.0/16')
          .regex(/\/(?:1[6-9]|2[0-2])$/, 'must have a size of /16 to /22')
          .default('10.64.0.0/16'),
        /** How many of the account's zones, or their names, where some of them lack Lambda or an endpoint. */
        zones: z.union([whole(2, 3), z.array(z.string().regex(ZONE)).min(2).max(3)]).default(2),
      }),
    ])
    .default({ mode: 'public' }),
  /** A web ACL of WAF before the API. */
  webAcl: z
    .strictObject({
      /** From one address within five minutes; WAF takes no fewer than 10. */
      requestsPerAddress: whole(10, 2_000_000_000),
      /** The only addresses that may call. */
      allowedRanges: z
        .array(
          z
            .union([z.cidrv4(), z.cidrv6()])
            .refine((range) => !range.endsWith('/0'), 'must not be all addresses'),
        )
        .min(1)
        .max(10_000)
        .optional(),
    })
    .optional(),
});

const stageSchema = stageShape
  .refine(({ domain, region }) => domain === undefined || domain.certificateArn.split(':')[3] === region, {
    path: ['domain', 'certificateArn'],
    error: "must be of the stage's Region, where a Regional API looks for it",
  })
  .refine(
    ({ domain }) =>
      domain?.hostedZone === undefined || `.${domain.name}`.endsWith(`.${domain.hostedZone.name}`),
    { path: ['domain', 'hostedZone', 'name'], error: 'must be the end of the name of the domain' },
  )
  .refine(
    ({ detector, region, comprehend }) =>
      detector === 'local' || COMPREHEND_REGIONS.has(comprehend.region ?? region),
    {
      path: ['comprehend', 'region'],
      error: `must be given: Comprehend Medical is in ${[...COMPREHEND_REGIONS].join(', ')} only; or choose detector 'local'`,
    },
  )
  .refine(({ data, alarms }) => data === 'destroy' || alarms !== undefined, {
    path: ['alarms'],
    error: "must be given where data is 'retain': somebody has to hear when it fails",
  })
  .superRefine((stage, context) => {
    for (const { path, message } of misfitsIn(stage)) context.addIssue({ code: 'custom', path, message });
  });

export type StageInput = z.input<typeof stageSchema>;
/** The checked settings of one deployment. */
export type Stage = z.output<typeof stageSchema>;

/** The settings can't be used; the message says which and why, and is meant for the operator's terminal. */
export class StageError extends Error {
  override readonly name = 'StageError';
}

/** Checks settings. Throws `StageError` with a line for each setting at fault. */
const checkStage = (input: unknown): Stage => {
  const result = stageSchema.safeParse(input);
  if (result.success) return result.data;
  throw new StageError(`The settings of the stage are not valid:\n${z.prettifyError(result.error)}`);
};

/** The checked settings of one of the stages, by its name. Throws `StageError`. */
export const pickStage = (stages: readonly StageInput[], name: unknown): Stage => {
  const [input, second] = stages.filter((stage) => stage.name === name);
  if (second !== undefined)
    throw new StageError(`There are two stages with the name ${JSON.stringify(name)} in lib/stages.ts.`);
  if (input !== undefined) return checkStage(input);
  const known = stages.map((stage) => stage.name).join(', ');
  throw new StageError(
    `There is no stage ${JSON.stringify(name)}. The stages in lib/stages.ts are: ${known}.`,
  );
};

/**
 * The checked settings of some of the stages, by their names with commas between them, as the CDK's command passes them
 * on. There is no default: nobody should deploy a stage that they didn't name. Throws `StageError`.
 */
export const pickStages = (stages: readonly StageInput[], names: unknown): readonly Stage[] => {
  if (typeof names !== 'string') throw new StageError('Name a stage: --context stage=NAME.');
  return names.split(',').map((name) => pickStage(stages, name));
};
