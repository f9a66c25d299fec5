export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface DeployedTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** What the emulator's CloudFormation doesn't know. All else must deploy as it stands. */
const UNKNOWN_TYPES: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupSelection': 'backup plans are made, selections are not',
  'AWS::CloudWatch::CompositeAlarm': 'alarms are single ones',
  'AWS::Logs::MetricFilter': 'logs are kept and not counted',
  'AWS::Logs::QueryDefinition': 'there is no Logs Insights',
  'AWS::SecretsManager::ResourcePolicy': 'secrets have no policies',
};

/** An alarm on a formula of metrics, rather than on one metric. */
const isMetricMath = ({ Type, Properties }: Resource): boolean =>
  Type === 'AWS::CloudWatch::Alarm' && Properties?.['Metrics'] !== undefined;

/** The template without what the emulator doesn't know, and the types of that. */
export const withoutUnknown = <T extends DeployedTemplate>(template: T) => {
  const isLeftOut = (resource: Resource): boolean => resource.Type in UNKNOWN_TYPES || isMetricMath(resource);
  const all = Object.entries(template.Resources);
  return {
    template: { ...template, Resources: Object.fromEntries(all.filter(([, one]) => !isLeftOut(one))) },
    leftOut: new Set(all.filter(([, one]) => isLeftOut(one)).map(([, { Type }]) => Type)),
  };
};
