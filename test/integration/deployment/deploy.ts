import { setTimeout as delay } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { DeployedTemplate } from './not-emulated.ts';

export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const ACCOUNT = '000000000000';

const assetsIn = (region: string): string => `cdk-hnb659fds-assets-${ACCOUNT}-${region}`;

/** What our templates need of what `cdk bootstrap` makes in an account. */
const bootstrap = (region: string): string =>
  JSON.stringify({
    Resources: {
      Assets: { Type: 'AWS::S3::Bucket', Properties: { BucketName: assetsIn(region) } },
      Version: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'String', Name: '/cdk-bootstrap/hnb659fds/version', Value: '30' },
      },
    },
  });

/** An empty ZIP archive. */
const NO_CODE = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');

const codeKeys = ({ Resources }: DeployedTemplate): readonly string[] =>
  Object.values(Resources).flatMap(({ Properties }) => {
    const code = Properties?.['Code'] as { readonly S3Key?: string } | undefined;
    return code?.S3Key === undefined ? [] : [code.S3Key];
  });

interface Deployment {
  /** In which the stack ended. */
  readonly status: string;
  /** What went wrong, each as `logical id: reason`. */
  readonly failures: readonly string[];
}

export interface Deployer {
  deploy(stackName: string, template: DeployedTemplate): Promise<Deployment>;
  close(): void;
}

/** Deploys templates as `cdk deploy` does, by way of the bootstrap's bucket; the functions' code is an empty archive. */
export const createDeployer = async (connection: Connection): Promise<Deployer> => {
  const s3 = new S3Client({ ...connection, forcePathStyle: true });
  const cloudFormation = new CloudFormationClient(connection);
  const Bucket = assetsIn(connection.region);
  const put = async (Key: string, Body: string | Buffer): Promise<string> => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    return `${connection.endpoint}/${Bucket}/${Key}`;
  };

  const failures = async (StackName: string | undefined): Promise<readonly string[]> => {
    const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
    return StackEvents.filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('FAILED')).map(
      ({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`,
    );
  };

  const create = async (
    source: Pick<CreateStackCommandInput, 'StackName' | 'TemplateURL' | 'TemplateBody'>,
  ): Promise<Deployment> => {
    const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
    await cloudFormation.send(new CreateStackCommand({ ...source, Capabilities }));
    for (;;) {
      const { Stacks = [] } = await cloudFormation.send(
        new DescribeStacksCommand({ StackName: source.StackName }),
      );
      const status = Stacks[0]?.StackStatus ?? '';
      if (!status.endsWith('IN_PROGRESS')) return { status, failures: await failures(source.StackName) };
      await delay(50);
    }
  };

  await create({ StackName: 'CDKToolkit', TemplateBody: bootstrap(connection.region) });
  return {
    async deploy(StackName, template) {
      for (const key of codeKeys(template)) await put(key, NO_CODE);
      return create({ StackName, TemplateURL: await put(`${StackName}.json`, JSON.stringify(template)) });
    },
    close() {
      s3.destroy();
      cloudFormation.destroy();
    },
  };
};
