/**
 * The tag that everything of a stage carries, roles included. Policies of the data stack name roles by it: naming the
 * roles themselves would make each stack wait for the other.
 */
export const STAGE_TAG = 'hawthorn:stage';

/** The same as IAM's conditions read it off whoever calls. */
export const CALLERS_STAGE = `aws:PrincipalTag/${STAGE_TAG}`;
