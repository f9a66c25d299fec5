import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';
import { VENDOR_KEYS } from './vendor-keys.data.ts';

const rule = (
  source: string,
  pattern: RegExp,
  score = 0.97,
  accept?: PatternRule['accept'],
  needs?: PatternRule['needs'],
): PatternRule => ({
  source,
  type: 'SECRET',
  score,
  pattern,
  ...(accept !== undefined && { accept }),
  ...(needs !== undefined && { needs }),
});

/** A placeholder, a type name or a variable is no secret, and neither is a word of a sentence. */
const isNoPlaceholder = (value: string): boolean =>
  !/^(?:string|number|null|none|true|false|required|optional|undefined|process|os\.|env|\$|<|\{|\[|your|the$|not$|a$|str$|get\w*\(|xxx|\*{3}|\.{3}|config\.|self\.|this\.)/i.test(
    value,
  );

const isRandom = (value: string): boolean =>
  /\d/.test(value) && /[a-z]/i.test(value) && isNoPlaceholder(value);

/** "Basic authentication" is a scheme; behind a header's name anything else is a credential. */
const isCredential: PatternRule['accept'] = (value, text, start) =>
  isRandom(value) ||
  (/authorization["']?\s?[:=]\s?["']?\w{5,6}[ :]{1,3}$/i.test(text.slice(Math.max(0, start - 32), start)) &&
    !/^(?:authenticat|authoriz|credential|scheme|token|header)/i.test(value));

const VALUE = String.raw`(?<id>(?:[^\s"'${'`'},;<>&]|&(?!\w{1,40}=)){4,300}(?<![.,;!?)]))`;
const SIGN = String.raw`["']?(?: (?:is|was|to))?(?:\s{0,3}(?::=|[:=]>?)\s{0,3}|(?<=is|was|to) )`;

const PASSWORD = String.raw`passwords?|passwd|passphrase|passcode|pwd|pin code|secret key|client[ _-]?secret|shared[ _-]?secret|api[ _-]?key|access[ _-]?key|account[ _-]?key|secret[ _-]?access[ _-]?key|auth[ _-]?token|access[ _-]?token|refresh[ _-]?token|session[ _-]?token|id[ _-]?token`;

const LABELLED: readonly PatternRule[] = [
  rule(
    'password',
    new RegExp(String.raw`(?<![\p{L}])(?:${PASSWORD})${SIGN}["'${'`'}]?${VALUE}`, 'giu'),
    0.9,
    isNoPlaceholder,
  ),
  rule(
    'password-quoted',
    new RegExp(
      String.raw`(?<![\p{L}])(?:passwords?|passphrase|passcode)${SIGN.replace('|(?<=is', '| |(?<=is')}(?<quote>["'${'`'}])(?<id>[^"'${'`'}\n]{4,100})\k<quote>`,
      'giu',
    ),
    0.9,
    isNoPlaceholder,
  ),
  rule(
    'password-short',
    /(?<![\p{L}])(?:pw|pass|psw)\s?[:=]\s?["'`]?(?<id>[^\s"'`,;<>]{4,100}(?<![.,;!?)]))/giu,
    0.85,
    (value) => /[\d\p{P}\p{S}]/u.test(value) && isNoPlaceholder(value),
  ),
  rule(
    'password-after',
    /(?<![\p{L}])(?:password|passcode|passwd|pwd) (?<id>(?=\S{0,60}\d)(?=\S{0,60}\p{L})[^\s"'`,;<>]{6,60}(?<![.,;!?)]))/giu,
    0.8,
    isNoPlaceholder,
  ),
  rule(
    'pin',
    /(?<![\p{L}])(?:(?:pin|passcode|(?:door|gate|alarm|access|unlock|entry|garage|lock|security|voicemail|lockbox)(?: pin| pass)? code|lockbox|combination)(?: code| number)?(?: is|:| =|=)|(?:pin|door|gate|alarm|unlock) code|passcode) ?#?(?<id>\d{3,8}#?)(?![\w.-]?\d)/giu,
    0.85,
  ),
  // SERVICE_TOKEN=…, "x-auth-secret": "…": what is called so and looks random.
  rule(
    'named-secret',
    /(?<![\p{L}\p{N}_-])(?<!(?:primary|foreign|public|partition|sort|cache) )(?!(?:[a-z0-9]{1,20}[_-]){0,3}(?:primary|foreign|public|partition|sort|cache|idempotency|composite)[_-])(?:[a-z0-9]{1,20}[_-]){0,4}(?:key|secret|token|credentials?|signature|sig|cookie|session(?:id)?|sid|csrf|hmac|jwt)["']?\s{0,2}[:=]\s{0,2}["'`]?(?<id>(?:[\w-]{1,20}=)?[\w+/%.~:|-]{16,600}={0,2})(?![\w-])/giu,
    0.85,
    isRandom,
  ),
  rule('bearer', /(?<!\w)(?:bearer|basic)[ :]{1,3}(?<id>[\w.~+/-]{12,4000}={0,2})/gi, 0.9, isCredential),
  rule('curl-login', /(?<=\s(?:-u|--user)[ =]["']?)[^\s:"']{1,60}:[^\s"']{3,100}/g, 0.9, isNoPlaceholder),
];

const SHAPED: readonly PatternRule[] = [
  rule('jwt', /(?<!\w)eyJ[\w-]{8,4000}\.[\w-]{4,8000}(?:\.[\w-]{0,2000})?/g, 0.97, undefined, 'eyJ'),
  rule(
    'private-key',
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[A-Za-z0-9+/=\s\\:,.()-]){0,20000}(?:-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    0.97,
    undefined,
    '-----BEGIN ',
  ),
  // postgres://user:password@host/base: the login, and the host behind it.
  rule(
    'url-login',
    /(?<=:\/\/)[^\s:@/"'<>]{0,100}:[^\s@/"'<>]{1,200}@[^\s"'<>]{1,300}(?<![.,;!?)])/g,
    0.97,
    undefined,
    '://',
  ),
  rule(
    'connection',
    /(?<=(?:^|[;\s"'])(?:server|data source|host|user id|uid|accountname)=)[^\s;"']{2,200}(?=;)/gi,
    0.85,
    undefined,
    ';',
  ),
];

const VENDORS = VENDOR_KEYS.map(([source, pattern]) => rule(source, pattern));

/** No vendor's key is shorter, its first letters included. */
const SHORTEST_KEY = 15;
const isOfKeys = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  // - . _
  code === 45 ||
  code === 46 ||
  code === 95;

/** Is there a row of signs as long as a key? Where none is, only every so many signs one is looked at. */
const mayHoldKey = (text: string): boolean => {
  for (let at = SHORTEST_KEY - 1; at < text.length; at += SHORTEST_KEY) {
    let [before, end] = [at, at];
    while (before >= 0 && at - before < SHORTEST_KEY && isOfKeys(text.charCodeAt(before))) before -= 1;
    if (before === at) continue;
    while (end < text.length && end - before <= SHORTEST_KEY && isOfKeys(text.charCodeAt(end))) end += 1;
    if (end - before > SHORTEST_KEY) return true;
  }
  return false;
};

const MAY_HOLD_LABEL =
  /pass|pwd|pw|psw|pin|code|secret|key|token|credential|sig|cookie|session|sid|csrf|hmac|jwt|bearer|basic|lockbox|combination|-u|--user/i;

/** Keys, tokens and passwords. No PHI, but nothing that a model provider should read. */
export const findSecrets = (text: string): Span[] => [
  ...(mayHoldKey(text) ? matchRules(text, VENDORS) : []),
  ...matchRules(text, SHAPED),
  ...(MAY_HOLD_LABEL.test(text) ? matchRules(text, LABELLED) : []),
];
