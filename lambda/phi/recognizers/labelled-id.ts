import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

/** What a unique number is called, as pattern text; each may be followed by "number", "no.", "#", "ID" and the like. */
const KINDS: readonly string[] = [
  String.raw`mrn|m\.r\.n\.|(?:medical|health|patient|hospital|clinic) ?records?|med(?:ical)? ?rec(?:ord)?|chart|emr|ehr|unit record|hospital|encounter|visit|fin|csn|admission|account`,
  String.raw`ssn|ss#|s\.s\.n\.|social security|social|soc sec|itin|tin|national id|nhs|sin|cpf|nino`,
  String.raw`(?:health ?)?plan|member(?:ship)?|subscriber|beneficiary|policy|policyholder|insurance|ins|insurer|medicare|medicaid|mbi|hicn|group|payer|coverage|claim|authorization|auth|prior auth|referral`,
  String.raw`acct|account|bank|routing|iban|card|credit card|cc|debit card|invoice|billing|bill|order|transaction|confirmation|receipt|ticket|case|loan|swift`,
  String.raw`(?:driver'?s?['’]?s? ?)?licen[cs]e|dl|passport|certificate|registration|npi|dea|visa|green card|state id|permit|badge|employee|staff|student|user|customer|client|inmate|military|veteran|caregiver|provider`,
  String.raw`vin|(?:license |number |registration )?plate|tag|vehicle`,
  String.raw`serial|s\/n|sn|udi|device|implant|pacemaker|imei|imsi|iccid|mac|lot|model|catheter|pump|equipment`,
  String.raw`accession|specimen|sample|study|protocol|subject|participant|enrolment|enrollment|trial|tracking|reference|ref|request|requisition|rx|prescription|pathology|biopsy|slide|barcode`,
  String.raw`patient|pt|person|unique|identification|identifier|id|guid|uuid|record|file|document|form|biometric|fingerprint`,
];

const VALUE = String.raw`(?<id>(?=[\p{L}\p{N}._/*-]{0,40}\d)[\p{L}\p{N}*][\p{L}\p{N}._/*-]{2,40}(?: \d{2,6}(?!\d| ?(?:y\/?o|y\.o|years?|yrs?|m[cg]g|m[lg]|kg|units?)(?!\p{L}))){0,4})`;

/** Ids that programs give their own objects; a provider needs them as they are. */
const TECHNICAL =
  /^(?:call|fc|msg|resp|tool|toolu|run|thread|asst|item|rs|evt|req|step|vs|batch)_|^(?:file|chatcmpl|cmpl|proj|org|ft)[_-]/i;

const isDose = (text: string, end: number): boolean =>
  /^ ?(?:mg|mcg|ml|mL|g|kg|units?|%|mm|cm|days?|weeks?|months?|years?|hours?|patients|participants|subjects)(?!\w)/.test(
    text.slice(end, end + 14),
  );

const isDateLike = (value: string): boolean =>
  /^(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4})|\d{4}-\d{1,2}-\d{1,2})$/.test(value) ||
  /^(?:19|20)\d{2}$/.test(value);

const ALL_KINDS = KINDS.join('|');

const MARKED: PatternRule = {
  source: 'labelled',
  type: 'ID',
  score: 0.95,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}])(?:${ALL_KINDS})(?:[ _-]?(?:number|num|nr|no\.?|#|id|ids|identifier|code|key|card|tag|record|plan|policy)){0,3}[ \t]{0,2}(?:(?:is|was)(?= )|[:#=]|(?<=#|number|no\.|no|num|id) )[ \t#:]{0,3}["']?${VALUE}`,
    'giu',
  ),
  accept: (value, text, start) =>
    !isDose(text, start + value.length) && !isDateLike(value) && !TECHNICAL.test(value),
};

const ALONE: PatternRule = {
  ...MARKED,
  source: 'labelled-alone',
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}])(?:mrn|emr|ehr|ssn|npi|dea|vin|udi|imei|csn|hicn|mbi|itin|acct|passport|accession|serial|iban|(?:license|licence|number|registration) plate|plate)(?:(?: (?:number|no\.?|num))?[ -]{1,2}|(?=\d))${VALUE}`,
    'giu',
  ),
};

/** Labels of two words need no mark; after other labels a long number needs none either. */
const UNMARKED: readonly PatternRule[] = [
  {
    source: 'labelled-record',
    type: 'ID',
    score: 0.9,
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}])(?:(?:medical|health|patient|hospital|clinic)[ -]records?|(?:patient|member|subscriber|policy|account|case|claim|record|chart|passport|licen[cs]e) (?:id|number|no\.?)) ${VALUE}`,
      'giu',
    ),
    accept: (value, text, start) =>
      /\d{3}/.test(value) && !isDose(text, start + value.length) && !isDateLike(value),
  },
  {
    source: 'labelled-long',
    type: 'ID',
    score: 0.85,
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}])(?:${ALL_KINDS}|cc) (?<id>\d(?:[ -]?\d){7,18})(?![\p{L}\p{N}]|[.,]\d)`,
      'giu',
    ),
  },
  {
    source: 'labelled-plain',
    type: 'ID',
    score: 0.75,
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}])(?:group|claim|policy|account|acct|ticket|invoice|confirmation|reference|ref|chart|record|lot|specimen|accession|sample|pager|badge|permit|locker|docket) ${VALUE}`,
      'giu',
    ),
    accept: (value, text, start) =>
      /\d{4}/.test(value) &&
      !isDose(text, start + value.length) &&
      !isDateLike(value) &&
      !TECHNICAL.test(value),
  },
  {
    source: 'user-name',
    type: 'ID',
    score: 0.8,
    pattern:
      /(?<![\p{L}])(?:user ?name|login|screen name|handle)(?: is|:| =)\s{1,2}["']?(?<id>@?[\p{L}\p{N}][\p{L}\p{N}._-]{2,38}[\p{L}\p{N}])/giu,
    accept: (value) => /[\d_.@]/.test(value),
  },
  {
    source: 'prefixed-number',
    type: 'ID',
    score: 0.75,
    pattern:
      /(?<![\p{L}\p{N}._/-])(?!(?:ICD|CPT|HCPCS|NCT|LOINC|PMID|PMC|ISO|RFC|CVE|UTF|SHA|HL|GPT|COVID|SARS|ISBN|ISSN|EC|CAS|MIM|OMIM|ORPHA|HP|GO|DSM|CHEBI|UMLS|ATC|NDC|DRG|MESH|SNOMED|RX|RXCUI|DB|CI|SD|IL|MG|ML|BP)-)[A-Z]{2,5}-\d{5,12}(?![\p{L}\p{N}]|-?\d)/gu,
  },
  {
    source: 'labelled-initials',
    type: 'ID',
    score: 0.75,
    // An abbreviation that no list has, with a colon or a number sign, before a number in groups: "HBN: 789-456-123".
    pattern:
      /(?<![\p{L}\p{N}])(?!(?:PMID|NCT|ICD|CPT|LOINC|NDC|RxCUI|CUI|ISBN|DOI|HR|BP|RR|WBC|RBC|PLT)[:# ])[A-Z]{2,5}(?:[:#] ?|: ?#)(?<id>\d{3,12}-\d{2,12}(?:-\d{2,12}){0,3})(?![\p{L}\p{N}])/gu,
    accept: (value) => !isDateLike(value),
  },
];

const RULES: readonly PatternRule[] = [MARKED, ALONE, ...UNMARKED];

const TRAILING = /[._/*-]+$/;

/** Unique numbers that are called by their name: record, plan, account, licence, device and any other. */
export const findLabelledIds = (text: string): Span[] =>
  matchRules(text, RULES).map((span) => {
    const trailing = TRAILING.exec(text.slice(span.start, span.end))?.[0].length ?? 0;
    return trailing === 0 ? span : { ...span, end: span.end - trailing };
  });
