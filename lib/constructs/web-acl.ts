import { CfnIPSet, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { LogSettings } from './log-settings.ts';
import { DATA_PROTECTION, WebAclLog } from './web-acl-log.ts';
import { ANSWERS, visibility, webAclRules } from './web-acl-rules.ts';

export interface WebAclProps {
  readonly name: string;
  /** ARN of the API's stage that it guards. */
  readonly stageArn: string;
  readonly requestsPerAddress: number;
  /** The only addresses that may call; all may without it. */
  readonly allowedRanges: readonly string[] | undefined;
  readonly logs: LogSettings;
}

/** WAF before the API: it ends floods and scans before they cost anything. It reads no prompts. */
export class WebAcl extends Construct {
  /** Dimension of its metrics. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    this.name = props.name;
    const { attrArn } = new CfnWebACL(this, 'Acl', {
      name: props.name,
      description: 'Hawthorn: who may call, how often, and nothing that is known to be bad',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules: webAclRules({
        requestsPerAddress: props.requestsPerAddress,
        ipSetArns: this.#ipSets(props),
      }),
      customResponseBodies: Object.fromEntries(
        Object.entries(ANSWERS).map(([key, content]) => [key, { contentType: 'APPLICATION_JSON', content }]),
      ),
      dataProtectionConfig: DATA_PROTECTION,
      visibilityConfig: visibility(props.name),
    });
    new WebAclLog(this, 'Log', { webAclArn: attrArn, logs: props.logs });
    new CfnWebACLAssociation(this, 'Association', { webAclArn: attrArn, resourceArn: props.stageArn });
  }

  /** A set holds addresses of one version only. */
  #ipSets({ name, allowedRanges = [] }: WebAclProps): readonly string[] {
    const isV6 = (range: string): boolean => range.includes(':');
    const versions = [
      ['IPV4', allowedRanges.filter((range) => !isV6(range))],
      ['IPV6', allowedRanges.filter(isV6)],
    ] as const;
    return versions
      .filter(([, addresses]) => addresses.length > 0)
      .map(([ipAddressVersion, addresses]) => {
        const set = new CfnIPSet(this, ipAddressVersion, {
          name: `${name}-${ipAddressVersion.toLowerCase()}`,
          description: 'Hawthorn: addresses that may call',
          scope: 'REGIONAL',
          ipAddressVersion,
          addresses: [...addresses],
        });
        return set.attrArn;
      });
  }
}
