/** Keys that say by their first letters whose they are; as the vendors and GitHub's secret scanning document them. */
export const VENDOR_KEYS: readonly (readonly [source: string, pattern: RegExp])[] = [
  ['own-key', /(?<!\w)hwk_(?:live|test)_\w{8,200}/g],
  ['openai-key', /(?<!\w)sk-(?:proj-|ant-|live-|svcacct-|or-)?[\w-]{16,200}/g],
  ['stripe-key', /(?<!\w)(?:(?:sk|pk|rk)_(?:live|test)|whsec)_\w{10,200}/g],
  ['aws-key', /(?<!\w)(?:AKIA|ASIA|AGPA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}(?!\w)/g],
  ['github-key', /(?<!\w)(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255})/g],
  ['slack-key', /(?<!\w)(?:xox[abeoprs]-|xapp-)[\w-]{10,200}/g],
  ['google-key', /(?<!\w)(?:AIza[\w-]{30,45}|ya29\.[\w-]{20,300}|GOCSPX-[\w-]{20,60})/g],
  [
    'other-key',
    /(?<!\w)(?:glpat-|npm_|hf_|SG\.|do[opr]_v1_|shp(?:at|ca|pa|ss)_|r8_(?=[A-Za-z0-9]{30})|gsk_(?=[A-Za-z0-9]{30})|xai-|pplx-|pypi-|dckr_pat_|hv[sbr]\.|sntry[su]_|lin_api_|fig[do]_|PMAK-|ATATT3|ATCTT3|rubygems_|glsa_|glc_|tskey-|nvapi-|sbp_|dp\.st\.|doppler_|phc_|phx_|cfut_|ntn_|lsv2_|jina_|tvly-)[\w.-]{16,300}/g,
  ],
  ['databricks-key', /(?<!\w)dapi[0-9a-f]{32}(?!\w)/g],
  ['twilio-key', /(?<!\w)(?:AC|SK)[0-9a-f]{32}(?!\w)/g],
  ['mailgun-key', /(?<!\w)key-[0-9a-f]{32}(?!\w)/g],
  ['facebook-key', /(?<!\w)EAA[A-Za-z0-9]{20,300}(?!\w)/g],
  ['age-key', /(?<!\w)AGE-SECRET-KEY-1[A-Z0-9]{30,80}/g],
];
