import type { CatalogueDefinition } from '../lambda/contract/catalogue-definition.ts';
import { DEFAULT_CATALOGUE } from '../lambda/contract/default-catalogue.data.ts';
import { secretsOf } from './models-file.ts';

/** The settings that must fit each other. */
interface Settings {
  readonly data: 'retain' | 'destroy';
  readonly audit: { readonly lock: 'governance' | 'compliance'; readonly days: number };
  readonly detector: 'comprehend' | 'local';
  readonly comprehend: object;
  readonly providers: readonly string[];
  readonly models?: CatalogueDefinition | undefined;
}

/** A setting that doesn't fit another. */
interface Misfit {
  readonly path: string[];
  readonly message: string;
}

/**
 * Six years with up to two leap days.
 * https://www.ecfr.gov/current/title-45/section-164.316#p-164.316(b)(2)(i)
 */
const SIX_YEARS = 2192;

const auditMisfits = ({ data, audit }: Settings): Misfit[] => {
  const misfits: Misfit[] = [];
  if (data === 'retain' && audit.days < SIX_YEARS)
    misfits.push({
      path: ['audit', 'days'],
      message: `must be ${SIX_YEARS} or more where data is 'retain': 45 CFR 164.316(b)(2)(i) asks for six years`,
    });
  if (data === 'destroy' && audit.lock === 'compliance')
    misfits.push({
      path: ['audit', 'lock'],
      message: "must be 'governance' where data is 'destroy': nobody can delete what 'compliance' locks",
    });
  return misfits;
};

const comprehendMisfits = ({ detector, comprehend }: Settings): Misfit[] =>
  detector === 'local' && Object.keys(comprehend).length > 0
    ? [{ path: ['comprehend'], message: "must be left out where detector is 'local', which never asks it" }]
    : [];

/** Every secret that the models need is made, and none that nothing reads. */
const providerMisfits = ({ providers, models }: Settings): Misfit[] => {
  const source = models === undefined ? "OpenAI's models (the stage names no file)" : 'the models';
  const needed = secretsOf(models ?? DEFAULT_CATALOGUE);
  const misfit = (message: string): Misfit => ({ path: ['providers'], message });
  const lacking = [...needed].filter((secret) => !providers.includes(secret));
  const idle = providers.filter((secret) => !needed.has(secret));
  return [
    ...(new Set(providers).size < providers.length ? [misfit('names a secret twice')] : []),
    ...lacking.map((secret) => misfit(`must name "${secret}", the keySecret of a provider of ${source}`)),
    ...idle.map((secret) => misfit(`names "${secret}", which is the keySecret of no provider of ${source}`)),
  ];
};

/** Keys travel encrypted: what is on this machine alone in development would be the function itself in AWS. */
const modelMisfits = ({ models }: Settings): Misfit[] =>
  (models?.providers ?? [])
    .filter(({ baseUrl }) => !baseUrl.startsWith('https:'))
    .map(({ name }) => ({
      path: ['models'],
      message: `the provider "${name}" must have an https address: http leads to the function itself`,
    }));

/** What doesn't fit among settings that are each valid. */
export const misfitsIn = (settings: Settings): readonly Misfit[] => [
  ...auditMisfits(settings),
  ...comprehendMisfits(settings),
  ...providerMisfits(settings),
  ...modelMisfits(settings),
];
