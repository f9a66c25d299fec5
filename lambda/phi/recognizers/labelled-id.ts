import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

/** What a unique number is called, as pattern text; each may be followed by "number", "no.", "#", "ID" and the like. */
const KINDS: readonly (readonly [source: string, words: string])[] = [
  [
    'mrn',
    String.raw`mrn|m\.r\.n\.|(?:medical|health|patient|hospital|clinic) ?records?|med(?:ical)? ?rec(?:ord)?|chart|emr|ehr|unit record|hospital|encounter|visit|fin|csn|admission|account`,
  ],
  ['ssn', String.raw`ssn|ss#|s\.s\.n\.|social security|social|soc sec|itin|tin|national id|nhs|sin|cpf|nino`],
  [
    'plan',
    String.raw`(?:health ?)?plan|member(?:ship)?|subscriber|beneficiary|policy|policyholder|insurance|ins|insurer|medicare|medicaid|mbi|hicn|group|payer|coverage|claim|authorization|auth|prior auth|referral`,
  ],
  [
    'account',
    String.raw`acct|account|bank|routing|iban|card|credit card|cc|debit card|invoice|billing|bill|order|transaction|confirmation|receipt|ticket|case|loan|swift`,
  ],
  [
    'licence',
    String.raw`(?:driver'?s?['’]?s? ?)?licen[cs]e|dl|passport|certificate|registration|npi|dea|visa|green card|state id|permit|badge|employee|staff|student|user|customer|client|inmate|military|veteran|caregiver|provider`,
  ],
  ['vehicle', String.raw`vin|(?:license |number |registration )?plate|tag|vehicle`],
  [
    'device',
    String.raw`serial|s\/n|sn|udi|device|implant|pacemaker|imei|imsi|iccid|mac|lot|model|catheter|pump|equipment`,
  ],
  [
    'specimen',
    String.raw`accession|specimen|sample|study|protocol|subject|participant|enrolment|enrollment|trial|tracking|reference|ref|request|requisition|rx|prescription|pathology|biopsy|slide|barcode`,
  ],
  [
    'patient',
    String.raw`patient|pt|person|unique|identification|identifier|id|guid|uuid|record|file|document|form|biometric|fingerprint`,
  ],
];

const VALUE = String.raw`(?<id>(?=[\p{L}\p{N}._/*-]{0,40}\d)[\p{L}\p{N}*][\p{L}\p{N}._/*-]{2,40}(?: \d{2,6}){0,4})`;

/** A label that names a number ("MRN", "policy no.") may stand without more; one that is a plain word needs a mark. */
const ALONE =
  /^(?:mrn|emr|ehr|ssn|npi|dea|vin|udi|imei|csn|hicn|mbi|itin|acct|passport|accession|serial|iban)$/i;

const isDose = (text: string, end: number): boolean =>
  /^ ?(?:mg|mcg|ml|mL|g|kg|units?|%|mm|cm|days?|weeks?|months?|years?|hours?|patients|participants|subjects)(?!\w)/.test(
    text.slice(end, end + 14),
  );

const isDateLike = (value: string): boolean =>
  /^(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4})|\d{4}-\d{1,2}-\d{1,2})$/.test(value) ||
  /^(?:19|20)\d{2}$/.test(value);

const marked = ([source, words]: readonly [string, string]): PatternRule => ({
  source: `labelled-${source}`,
  type: 'ID',
  score: 0.95,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}])(?:${words})(?:[ _-]?(?:number|num|nr|no\.?|#|id|ids|identifier|code|key|card|tag|record|plan|policy)){0,3}[ \t]{0,2}(?:(?:is|was)(?= )|[:#=]|(?<=#|number|no\.|no|num|id) )[ \t#:]{0,3}["']?${VALUE}`,
    'giu',
  ),
  accept: (value, text, start) => !isDose(text, start + value.length) && !isDateLike(value),
});

const alone = ([source, words]: readonly [string, string]): PatternRule => ({
  ...marked([source, words]),
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}])(?:${
      words
        .split('|')
        .filter((word) => ALONE.test(word))
        .join('|') || '(?!)'
    })(?:(?: (?:number|no\.?|num))?[ -]{1,2}|(?=\d))${VALUE}`,
    'giu',
  ),
});

const RULES: readonly PatternRule[] = [...KINDS.map(marked), ...KINDS.map(alone)];

const TRAILING = /[._/*-]+$/;

/** Unique numbers that are called by their name: record, plan, account, licence, device and any other. */
export const findLabelledIds = (text: string): Span[] =>
  matchRules(text, RULES).map((span) => {
    const trailing = TRAILING.exec(text.slice(span.start, span.end))?.[0].length ?? 0;
    return trailing === 0 ? span : { ...span, end: span.end - trailing };
  });
