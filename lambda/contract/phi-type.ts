/** The few, neutral types that a model sees in a token. The Safe Harbor categories map onto them. */
export const PHI_TYPES = ['NAME', 'PLACE', 'DATE', 'PHONE', 'EMAIL', 'ID', 'URL', 'AGE', 'SECRET'] as const;

export type PhiType = (typeof PHI_TYPES)[number];
