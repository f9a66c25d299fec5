import { explainFailure } from '../../cli/aws/explain-failure.ts';
import { CheckFailed } from './check.ts';

/** Says in plain words what AWS refused; what may be refused by design is looked at by whoever calls. */
export const orFailed = async <T>(action: string, subject: string, call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CheckFailed) throw error;
    throw new CheckFailed(explainFailure(error, action, subject));
  }
};
