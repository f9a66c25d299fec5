/** Who runs the operator's command, as it stands in the audit: long enough for the name of any role and session of AWS. */
const NAME = /^[\x20-\x7e]{1,256}$/;

export const isOperatorName = (name: string): boolean => NAME.test(name);
