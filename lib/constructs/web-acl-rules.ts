import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { CORS } from '../../lambda/contract/cors.ts';
import { bodyOf } from './gateway-errors.ts';
import { MANAGED_GROUPS, type ManagedGroup } from './web-acl.data.ts';

type Rule = CfnWebACL.RuleProperty;
/** A rule without its place, which is that in the list. */
type Unplaced = Omit<Rule, 'priority'>;

/**
 * What a rule's name may be in CloudWatch. No samples: they show headers and paths of requests, keys of callers
 * included, to whoever may look at the web ACL.
 */
export const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});

/** As long as the window of the limit is remembered in part; SDKs wait a minute at most before they give up. */
const RETRY_SECONDS = 60;

/**
 * Answers of our own rules in OpenAI's shape. What AWS's groups block, API Gateway words (`WAF_FILTERED` in
 * `gateway-errors.ts`).
 */
export const ANSWERS = {
  tooMany: bodyOf({ message: 'Too many requests.', type: 'rate_limit_exceeded', code: 'rate_limited' }),
  notAllowed: bodyOf({
    message: 'Requests from this address are not allowed.',
    type: 'permission_error',
    code: 'forbidden',
  }),
} as const;

/** A value may have 255 characters, which the list of all headers that the gateway has would come close to. */
const exposed = (names: readonly string[]): Readonly<Record<string, string>> =>
  names.length === 0 ? {} : { 'access-control-expose-headers': names.join(',') };

const block = (
  answer: keyof typeof ANSWERS,
  responseCode: number,
  headers: Readonly<Record<string, string>> = {},
): CfnWebACL.RuleActionProperty => ({
  block: {
    customResponse: {
      responseCode,
      customResponseBodyKey: answer,
      responseHeaders: Object.entries({
        'access-control-allow-origin': CORS.origin,
        ...exposed(Object.keys(headers)),
        ...headers,
      }).map(([name, value]) => ({ name, value })),
    },
  },
});

/** Blocks whoever is in none of the sets; no rule where there are none. */
const allowedRangesRule = (ipSetArns: readonly string[]): readonly Unplaced[] => {
  const statements = ipSetArns.map((arn) => ({ ipSetReferenceStatement: { arn } }));
  const [first] = statements;
  if (first === undefined) return [];
  // An `or` of one statement is refused.
  const inRanges = statements.length === 1 ? first : { orStatement: { statements } };
  return [
    {
      name: 'OutsideAllowedRanges',
      statement: { notStatement: { statement: inRanges } },
      action: block('notAllowed', 403),
      visibilityConfig: visibility('OutsideAllowedRanges'),
    },
  ];
};

const perAddressRule = (limit: number): Unplaced => ({
  name: 'PerAddress',
  statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: 300 } },
  action: block('tooMany', 429, { 'retry-after': String(RETRY_SECONDS) }),
  visibilityConfig: visibility('PerAddress'),
});

const managedRule = ({ name, counted }: ManagedGroup): Unplaced => ({
  name,
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  overrideAction: { none: {} },
  visibilityConfig: visibility(name),
});

export interface RuleSettings {
  readonly requestsPerAddress: number;
  /** The only addresses that may call; all may where there are none. */
  readonly ipSetArns: readonly string[];
}

/** In the order in which they are asked: what costs least and says most comes first. */
export const webAclRules = ({ requestsPerAddress, ipSetArns }: RuleSettings): Rule[] =>
  [
    ...allowedRangesRule(ipSetArns),
    perAddressRule(requestsPerAddress),
    ...MANAGED_GROUPS.map(managedRule),
  ].map((rule, priority) => ({ ...rule, priority }));
