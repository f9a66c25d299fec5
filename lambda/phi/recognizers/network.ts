import { isIPv6 } from 'node:net';
import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

/** Hosts of published knowledge: an address there tells of a standard or a paper, not of a person. */
const PUBLIC_HOSTS =
  /^(?:[\w-]{1,40}\.){0,3}(?:w3\.org|json-schema\.org|schema\.org|hl7\.org|loinc\.org|snomed\.info|unitsofmeasure\.org|ama-assn\.org|ietf\.org|iana\.org|nih\.gov|cdc\.gov|fda\.gov|cms\.gov|hhs\.gov|who\.int|doi\.org|wikipedia\.org|openai\.com|python\.org|mozilla\.org|nodejs\.org|npmjs\.com|npmjs\.org|pypi\.org)$/i;

const isPublicPage = (url: string): boolean => {
  const [, host = '', rest = ''] = /^(?:https?:\/\/)?([^/?#:]{1,253})(.{0,2000})$/is.exec(url) ?? [];
  return PUBLIC_HOSTS.test(host) && !/[?@]/.test(rest);
};

const LOOPBACK = /^(?:127\.|0\.0\.0\.0|255\.255\.|::1?$)/;

const RULES: readonly PatternRule[] = [
  {
    source: 'url',
    type: 'URL',
    score: 0.95,
    needs: '://',
    pattern: /(?<![\w@])(?:https?|ftp|sftp|s3|gs|file):\/\/[^\s<>"'`\\^{}|]{1,2000}(?<![.,;:!?)\]])/gi,
    accept: (url) => !isPublicPage(url) && !/^https?:\/\/(?:localhost|127\.0\.0\.1)\b/i.test(url),
  },
  {
    source: 'url-bare',
    type: 'URL',
    score: 0.85,
    needs: /www\./i,
    pattern:
      /(?<![\w@./-])www\.[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?:[/?#][^\s<>"'`\\^{}|]{0,2000})?(?<![.,;:!?)\]])/gi,
    accept: (url) => !isPublicPage(url),
  },
  {
    source: 'url-host',
    type: 'URL',
    score: 0.7,
    needs: /\.(?:com|org|net|edu|gov|health|clinic|hospital|care|doctor)/i,
    pattern:
      /(?<![\w@./-])[a-z0-9][a-z0-9-]{1,62}(?:\.[a-z0-9-]{1,63}){0,3}\.(?:com|org|net|edu|gov|health|clinic|hospital|care|doctor)(?:\/[^\s<>"'`\\^{}|]{0,2000})?(?<![.,;:!?)\]])(?![\w@])/gi,
    accept: (url) => !isPublicPage(url),
  },
  {
    source: 'ipv4',
    type: 'ID',
    score: 0.9,
    needs: /\d\.\d/,
    pattern:
      /(?<![\w.])(?:25[0-5]|2[0-4]\d|1?\d{1,2})(?:\.(?:25[0-5]|2[0-4]\d|1?\d{1,2})){3}(?:\/\d{1,2}|:\d{1,5})?(?![\w]|\.\d)/g,
    accept: (ip, text, start) =>
      !LOOPBACK.test(ip) &&
      !/(?:version|ver\.?|\bv|section|release|\bEC(?: number| no\.?)?|enzyme|oid:?) ?$/i.test(
        text.slice(Math.max(0, start - 10), start),
      ),
  },
  {
    source: 'ipv6',
    type: 'ID',
    score: 0.9,
    needs: ':',
    pattern: /(?<![\w:.])[0-9a-f:]{3,39}(?:(?:\d{1,3}\.){3}\d{1,3})?(?:%[a-z0-9]{1,15})?(?![\w:])/gi,
    accept: (ip) => ip.includes(':') && /\d|::\w/.test(ip) && isIPv6(ip) && !LOOPBACK.test(ip),
  },
  {
    source: 'mac',
    type: 'ID',
    score: 0.9,
    needs: /[:-]\w\w[:-]/,
    pattern: /(?<![\w:-])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![\w:-])/gi,
  },
  {
    source: 'mac-dotted',
    type: 'ID',
    score: 0.9,
    needs: /\.\w{4}\./,
    pattern: /(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])/gi,
    accept: (value) => /[a-f]/i.test(value) && /\d/.test(value),
  },
  {
    source: 'mac-labelled',
    type: 'ID',
    score: 0.9,
    needs: /mac/i,
    pattern: /(?<!\w)mac(?: address)?(?: is|:)? (?<id>[0-9a-f]{12})(?!\w)/gi,
  },
  {
    source: 'handle',
    type: 'ID',
    score: 0.85,
    needs: '@',
    pattern:
      /(?<!\w)(?:instagram|insta|ig|twitter|tiktok|snapchat|snap|facebook|fb|telegram|venmo|cash ?app|threads|mastodon|bluesky|reddit|discord|skype|linkedin|handle)(?: handle| account| user ?name| id| name)?(?: is|:| at)? {1,2}(?<id>@[\w.]{2,40}\w)/gi,
  },
];

/** Web addresses, IP addresses and hardware addresses. */
export const findNetworkAddresses = (text: string): Span[] => matchRules(text, RULES);
