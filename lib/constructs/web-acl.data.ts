/** A group of rules that AWS writes and keeps up to date. */
export interface ManagedGroup {
  readonly name: string;
  /** Rules that only count what they match instead of blocking it. */
  readonly counted: readonly string[];
}

/**
 * What stands in a body is data for a model, which nothing here runs or renders, and all of it is scanned for PHI. A
 * question about a script, a path or an exploit is a proper question, and most prompts are longer than 8 KB. So every
 * rule about bodies only counts. A missing user agent is no attack either: some clients of OpenAI's API send none. A
 * name that a group doesn't have does no harm; a rule about bodies that AWS adds has to be added here.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export const MANAGED_GROUPS: readonly ManagedGroup[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList', counted: [] },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    counted: [
      'CrossSiteScripting_BODY',
      'EC2MetaDataSSRF_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'NoUserAgent_HEADER',
      'SizeRestrictions_BODY',
    ],
  },
  {
    name: 'AWSManagedRulesKnownBadInputsRuleSet',
    counted: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'],
  },
];
