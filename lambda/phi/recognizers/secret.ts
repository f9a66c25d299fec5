import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

const rule = (source: string, pattern: RegExp, score = 0.97): PatternRule => ({
  source,
  type: 'SECRET',
  score,
  pattern,
});

const RULES: readonly PatternRule[] = [
  rule('own-key', /(?<!\w)hwk_(?:live|test)_\w{8,200}/g),
  rule('openai-key', /(?<!\w)sk-(?:proj-|ant-|live-|svcacct-)?[\w-]{16,200}/g),
  rule('stripe-key', /(?<!\w)(?:sk|pk|rk)_(?:live|test)_\w{10,200}/g),
  rule('aws-key', /(?<!\w)(?:AKIA|ASIA|AGPA|AROA)[A-Z0-9]{16}(?!\w)/g),
  rule('github-key', /(?<!\w)(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255})/g),
  rule('slack-key', /(?<!\w)xox[abeprs]-[\w-]{10,200}/g),
  rule('google-key', /(?<!\w)AIza[\w-]{30,45}/g),
  rule('other-key', /(?<!\w)(?:glpat-|npm_|hf_|SG\.|dop_v1_|shpat_)[\w.-]{16,200}/g),
  rule('jwt', /(?<!\w)eyJ[\w-]{8,4000}\.[\w-]{4,8000}(?:\.[\w-]{0,2000})?/g),
  rule(
    'private-key',
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\:,-]{0,20000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
  ),
  rule('bearer', /(?<!\w)(?:bearer|basic)[ :]{1,3}(?<id>[\w.~+/-]{12,4000}={0,2})/gi, 0.9),
  rule('url-login', /(?<=:\/\/)[^\s:@/]{1,100}:[^\s@/]{1,200}(?=@)/g),
  {
    ...rule(
      'password',
      /(?<![\p{L}])(?:passwords?|passwd|passphrase|passcode|pwd|pin code|secret key|client secret|api[ _-]?key|access[ _-]?key|auth[ _-]?token|access[ _-]?token)["']?(?: (?:is|was|to))?(?:\s{0,3}(?::=|[:=]>?)\s{0,3}|(?<=is|was|to) )["'`]?(?<id>[^\s"'`,;<>]{4,200}(?<![.,;!?)]))/giu,
      0.9,
    ),
    // A placeholder, a type name or a variable is no secret.
    accept: (value) =>
      !/^(?:string|number|null|none|true|false|required|optional|undefined|process|os\.|env|\$|<|\{|\[|your|the$|not$|a$|str$)/i.test(
        value,
      ),
  },
];

/** Keys, tokens and passwords. No PHI, but nothing that a model provider should read. */
export const findSecrets = (text: string): Span[] => matchRules(text, RULES);
