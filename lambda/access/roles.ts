/** What a key may do, apart from which tenant it belongs to. */
export type Permission = 'completions:create' | 'phi:send';

/**
 * The roles. A `clinician` may send PHI to be tokenised; an `analyst` may use models but is refused as soon as PHI
 * is found; an `auditor` may not use models at all.
 */
const ROLES = {
  clinician: ['completions:create', 'phi:send'],
  analyst: ['completions:create'],
  auditor: [],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof ROLES;

export const ROLE_NAMES: readonly string[] = Object.keys(ROLES);

export const isRole = (value: string): value is Role => Object.hasOwn(ROLES, value);

export const allows = (role: Role, permission: Permission): boolean => {
  const permissions: readonly Permission[] = ROLES[role];
  return permissions.includes(permission);
};
