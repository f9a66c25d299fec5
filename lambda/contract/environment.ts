/** The names under which the infrastructure tells the functions about their surroundings. */
export const ENVIRONMENT = {
  /** The stage's name, under which metrics are told. Where it is left out, none are. */
  stage: 'HAWTHORN_STAGE',
  keysTable: 'HAWTHORN_KEYS_TABLE',
  vaultTable: 'HAWTHORN_VAULT_TABLE',
  stateTable: 'HAWTHORN_STATE_TABLE',
  /** Holds the parts of the state that are too large for the table. */
  stateBucket: 'HAWTHORN_STATE_BUCKET',
  auditTable: 'HAWTHORN_AUDIT_TABLE',
  limitsTable: 'HAWTHORN_LIMITS_TABLE',
  /** ARN or id of the KMS key that wraps the tenants' data keys. */
  dataKeyId: 'HAWTHORN_DATA_KEY_ID',
  /** Prefix of the secrets that hold provider keys, such as `hawthorn/providers/`. */
  providerSecrets: 'HAWTHORN_PROVIDER_SECRETS',
  /**
   * Path of the file with the catalogue of models, see `catalogue-definition.ts`; the built-in one where it is left out.
   * A file, since all variables of a function together may have 4 KB.
   */
  modelsFile: 'HAWTHORN_MODELS_FILE',
  /** `block` or `allow`: what happens to images, audio and files. */
  media: 'HAWTHORN_MEDIA',
  /** How long values stay in the vault, and what was stored of responses and conversations, in days. */
  vaultDays: 'HAWTHORN_VAULT_DAYS',
  /** `local`: the recognizers of the gateway alone; `comprehend`: Amazon Comprehend Medical beside them. */
  detector: 'HAWTHORN_DETECTOR',
  /** What was found in texts, for processes that see them again; needed for `comprehend`. */
  spansTable: 'HAWTHORN_SPANS_TABLE',
  /** The Region of Comprehend Medical; the function's own where it is left out. */
  comprehendRegion: 'HAWTHORN_COMPREHEND_REGION',
  /** What one process may ask of Comprehend Medical; the account's quota is shared by all that run at once. */
  comprehendCharactersPerSecond: 'HAWTHORN_COMPREHEND_CHARACTERS_PER_SECOND',
  comprehendCallsPerSecond: 'HAWTHORN_COMPREHEND_CALLS_PER_SECOND',
} as const;
