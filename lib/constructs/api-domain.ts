import { CfnOutput } from 'aws-cdk-lib';
import {
  BasePathMapping,
  DomainName,
  EndpointType,
  type RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

export interface ApiDomainProps {
  readonly restApi: RestApi;
  readonly domain: NonNullable<Stage['domain']>;
}

/** A name of the operator's own for the API: what stands after it is the same as on the laptop, without a stage. */
export class ApiDomain extends Construct {
  constructor(scope: Construct, id: string, { restApi, domain }: ApiDomainProps) {
    super(scope, id);
    const name = new DomainName(this, 'Name', {
      domainName: domain.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new BasePathMapping(this, 'Mapping', {
      domainName: name,
      restApi,
      stage: restApi.deploymentStage,
    });
    if (domain.hostedZone === undefined) this.#tellTarget(name);
    else this.#addRecord(name, domain.name, domain.hostedZone);
  }

  #addRecord(
    target: DomainName,
    recordName: string,
    zone: { readonly id: string; readonly name: string },
  ): void {
    new ARecord(this, 'Record', {
      zone: HostedZone.fromHostedZoneAttributes(this, 'Zone', {
        hostedZoneId: zone.id,
        zoneName: zone.name,
      }),
      recordName,
      target: RecordTarget.fromAlias(new ApiGatewayDomain(target)),
      comment: 'Hawthorn',
    });
  }

  #tellTarget({ domainNameAliasDomainName }: DomainName): void {
    new CfnOutput(this, 'Target', {
      description: 'What the name of the API has to point at, as a CNAME record',
      value: domainNameAliasDomainName,
    });
  }
}
