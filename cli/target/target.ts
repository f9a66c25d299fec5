import { UsageError } from '../command.ts';
import type { AwsNames } from './aws-place.ts';
import type { OperatorPorts } from './operator-ports.ts';
import type { Place } from './place.ts';

/** The options by which a command is told where. */
export const TARGET_OPTIONS = {
  stage: { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
  'keys-table': { type: 'string' },
  'audit-table': { type: 'string' },
} as const;

export const TARGET_HELP = `Where (this laptop if nothing is said: the state of npm start, running or not):
  --stage NAME      the stage of that name in AWS; its tables are found by its data stack
  --region REGION   where the stage is; else AWS_REGION or the profile's
  --keys-table NAME --audit-table NAME
                    these tables, instead of a stage's
  --endpoint URL    an emulator of AWS, or an endpoint of your own
`;

type Values = { readonly [Option in keyof typeof TARGET_OPTIONS]?: string };

const namesIn = (values: Values): AwsNames => {
  const { stage, region, endpoint, 'keys-table': keysTable, 'audit-table': auditTable } = values;
  return {
    ...(stage !== undefined && { stage }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(keysTable !== undefined && { keysTable }),
    ...(auditTable !== undefined && { auditTable }),
  };
};

/** Opens what the options name. Throws `UsageError`. */
const openPlace = async (values: Values): Promise<Place> => {
  const names = namesIn(values);
  if ((names.stage ?? names.keysTable ?? names.auditTable) !== undefined) {
    const { openAws } = await import('./aws-place.ts');
    return openAws(names);
  }
  if ((names.region ?? names.endpoint) !== undefined)
    throw new UsageError('--region and --endpoint go with --stage, or with --keys-table and --audit-table.');
  const { openLaptop } = await import('./laptop.ts');
  return openLaptop(process.env);
};

/** Does something in the place that the options name, and closes it. Throws `UsageError` for all that AWS refuses. */
export const withTarget = async <T>(
  values: Values,
  work: (ports: OperatorPorts) => Promise<T>,
): Promise<T> => {
  const place = await openPlace(values);
  try {
    const { withOperatorPorts } = await import('./operator-ports.ts');
    return await withOperatorPorts(place, work);
  } finally {
    await place.close();
  }
};
