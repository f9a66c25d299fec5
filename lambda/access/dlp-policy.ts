import * as z from 'zod/mini';
import { PHI_TYPES, type PhiType } from '../contract/phi-type.ts';

/** Longer and more terms than any list of names and brands has, and well within an item of the table. */
const LONGEST_TERM = 200;
const MOST_WORDS = 32;
const MOST_TERMS = 2_000;

const oneOf = <const T extends readonly string[]>(words: T) =>
  z.enum(words, { error: `must be one of ${words.join(', ')}` });

const flag = () => z.boolean({ error: 'must be true or false' });

/** Which types a setting may name: each once, all of them optional. */
const byType = <T extends z.core.$ZodType>(of: T) => {
  const each = z.exactOptional(of);
  return z.strictObject(
    {
      ...{ NAME: each, PLACE: each, DATE: each, PHONE: each, EMAIL: each },
      ...{ ID: each, URL: each, AGE: each, SECRET: each },
    } satisfies Record<PhiType, unknown>,
    { error: unknownOr('must be an object of PHI types') },
  );
};

function unknownOr(otherwise: string) {
  return ({ code }: { readonly code?: string }): string =>
    code === 'unrecognized_keys' ? 'is not known' : otherwise;
}

const EDGED = /^[\p{L}\p{N}](?:.*[\p{L}\p{N}\p{M}])?$/su;

const TERM = z.string({ error: 'must be a text' }).check(
  z.maxLength(LONGEST_TERM, { error: `must have ${LONGEST_TERM} characters at most` }),
  z.refine((term) => term.isWellFormed() && EDGED.test(term), {
    error: 'must begin and end with a letter or digit',
  }),
  z.refine((term) => (term.match(/[\p{L}\p{N}\p{M}]+/gu)?.length ?? 0) <= MOST_WORDS, {
    error: `must have ${MOST_WORDS} words at most`,
  }),
);

/** A term with a digit is taken for a number of somebody's, another one for a name. */
const typeOf = (term: string): PhiType => (/\p{N}/u.test(term) ? 'ID' : 'NAME');

const DENIED = z.union(
  [
    TERM,
    z.strictObject(
      { term: TERM, type: oneOf(PHI_TYPES) },
      { error: unknownOr('must be a term or an object') },
    ),
  ],
  { error: 'must be a text, or an object of term and type' },
);

const listOf = <T extends z.core.$ZodType>(of: T) =>
  z
    .array(of, { error: 'must be a list' })
    .check(z.maxLength(MOST_TERMS, { error: `must have ${MOST_TERMS} terms at most` }));

const key = (term: string): string => term.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ');

const SETTINGS = z.strictObject(
  {
    profile: z._default(oneOf(['safe-harbor', 'strict']), 'safe-harbor'),
    actions: z._default(byType(oneOf(['keep', 'tokenise', 'block'])), {}),
    thresholds: z._default(
      byType(
        z
          .number({ error: 'must be a number' })
          .check(
            z.minimum(0, { error: 'must be from 0 to 1' }),
            z.maximum(1, { error: 'must be from 0 to 1' }),
          ),
      ),
      {},
    ),
    allow: z._default(listOf(TERM), []),
    deny: z._default(listOf(DENIED), []),
    onOutage: z._default(oneOf(['refuse', 'local']), 'refuse'),
    relations: z._default(flag(), true),
    media: z._default(oneOf(['stage', 'block']), 'stage'),
  },
  { error: unknownOr('must be an object') },
);

/**
 * What a tenant decides about its own texts, whole:
 *
 * - `profile`: `safe-harbor`, or `strict`, under which ages, years, states and countries are PHI too.
 * - `actions`, `thresholds`: by PHI type; a type that is left out is tokenised, from any score on.
 * - `allow`, `deny`: terms that are never, or always, PHI; as whole words in any case. What is denied is not allowed.
 * - `onOutage`: nothing is sent while the detector's service is down, or what the local recognizers let through.
 * - `relations`: whether the model is told how replaced values relate.
 * - `media`: what the stage does with images, sounds and files, or `block`, which is stricter. A tenant can't allow what
 *   the stage blocks, since that is the operator's word on the contract with the provider.
 */
export interface DlpPolicy {
  readonly profile: 'safe-harbor' | 'strict';
  readonly actions: { readonly [Type in PhiType]?: 'keep' | 'tokenise' | 'block' };
  readonly thresholds: { readonly [Type in PhiType]?: number };
  readonly allow: readonly string[];
  readonly deny: readonly { readonly term: string; readonly type: PhiType }[];
  readonly onOutage: 'refuse' | 'local';
  readonly relations: boolean;
  readonly media: 'stage' | 'block';
}

/** A policy is wrong. The message is for its author: paths and what should be there, but nothing of what is. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (before, step) =>
      typeof step === 'number'
        ? `${before}[${step}]`
        : before === ''
          ? String(step)
          : `${before}.${String(step)}`,
    '',
  );

/** Where it is wrong and how. Of a union the branch that was meant is told: that which went further. */
const faultsOf = (issue: z.core.$ZodIssue): string[] => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => `${pathOf([...issue.path, name])} is not known`);
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().find(({ path, code }) => path.length > 0 || code !== 'invalid_type');
    if (inner !== undefined) return faultsOf({ ...inner, path: [...issue.path, ...inner.path] });
  }
  return [`${pathOf(issue.path) || 'the policy'} ${issue.message}`];
};

/** Checks a policy that comes from outside, and fills in the defaults. Throws `PolicyError` with every fault. */
export const parseDlpPolicy = (raw: unknown): DlpPolicy => {
  const parsed = SETTINGS.safeParse(raw);
  if (!parsed.success) {
    const faults = parsed.error.issues.flatMap(faultsOf);
    throw new PolicyError(`The policy is not valid: ${faults.join('; ')}.`);
  }
  const { deny, ...settings } = parsed.data;
  const denied = deny.map((one) => (typeof one === 'string' ? { term: one, type: typeOf(one) } : one));
  const allowed = new Set(settings.allow.map(key));
  const both = denied.findIndex(({ term }) => allowed.has(key(term)));
  if (both >= 0)
    throw new PolicyError(`The policy is not valid: deny[${both}] is among the allowed terms too.`);
  return { ...settings, deny: denied };
};

/** What holds for a tenant that has decided nothing. */
export const DEFAULT_POLICY: DlpPolicy = parseDlpPolicy({});
