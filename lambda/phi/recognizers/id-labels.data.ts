/*
 * What unique numbers are called, as pattern text.
 */

/** Names of unique numbers; each may be followed by "number", "no.", "#", "ID" and the like, and a mark before its value. */
export const KINDS: readonly string[] = [
  String.raw`mrn|mr|m\.r\.n\.|(?:medical|health|patient|hospital|clinic) ?records?|med(?:ical)? ?rec(?:ord)?|chart|emr|ehr|unit record|hospital|hosp|encounter|visit|fin|har|csn|admission|account|booking`,
  String.raw`ssn|ss#|s\.s\.n\.|social security|social|soc sec|itin|tin|ein|tax(?:payer)?|national(?: id| insurance)?|nhs|sin|cpf|nino|aadhaar|nric|curp|dni|nie|pesel|bsn|ahv`,
  String.raw`(?:health ?)?plan|member(?:ship)?|subscriber|beneficiary|policy|policyholder|insurance|ins|insurer|medicare|medicaid|mbi|hicn|group|rx ?grp|rx ?group|payer|coverage|claim|authorization|auth|prior auth|referral|bin|pcn`,
  String.raw`acct|account|bank|routing|aba|bsb|iban|swift|bic|card|credit card|cc|debit card|invoice|billing|bill|order|transaction|confirmation|reservation|receipt|ticket|case|loan|wallet|loyalty|frequent flyer|incident|police report|report`,
  String.raw`(?:driver'?s?['’]?s? ?)?licen[cs]e|dl|passport|certificate|registration|npi|dea|upin|clia|visa|alien|green card|(?:permanent )?resident card|state id|permit|badge|employee|staff|student|user|customer|client|inmate|military|veteran|caregiver|provider`,
  String.raw`vin|(?:license |number |registration )?plates?|tag|vehicle`,
  String.raw`serial|s\/n|sn|udi|device|implant|pacemaker|transmitter|imei|imsi|iccid|mac|lot|model|catheter|pump|equipment`,
  String.raw`accession|acc|specimen|sample|slide|block|study|protocol|subject|participant|donor|recipient|unos|enrolment|enrollment|randomi[sz]ation|screening|trial|tracking|reference|ref|request|requisition|rx|prescription|pathology|path|cytology|lab|biopsy|barcode`,
  String.raw`patient|pt|person|unique|identification|identifier|id|(?:patient|member|person|subject|user|customer|account|record|encounter)[ _-]?(?:uuid|guid)|record|file|document|form`,
];

/** After these a value needs no mark: nothing else is called so. */
export const CALLED_ALONE = String.raw`mrn|emr|ehr|ssn|npi|dea|vin|udi|imei|csn|hicn|mbi|itin|acct|passport|accession|serial|iban|upin|clia|nric|curp|aadhaar|pesel|rx ?grp|(?:license|licence|number|registration) plate|plate`;

/** After these a value needs no mark when it has four digits in it. */
export const CALLED_PLAINLY = String.raw`group|claim|policy|account|acct|ticket|invoice|confirmation|reference|ref|chart|record|lot|specimen|accession|sample|badge|permit|locker|docket`;

/** After these a value needs no mark when no count is written so: with letters, in groups, or long. */
export const CALLED_AT_LENGTH = String.raw`slide|block|biopsy|(?:surgical |anatomic )?pathology|cytology|encounter|admission|booking|reservation|transaction|incident|(?:police |incident )report|referral|participant|(?:study |trial )?subject|donor|transmitter|subscriber|member|health plan|fin|har|dl|(?:driver['’]?s?['’]? |medical |nursing |state |pharmacy )?licen[cs]e|(?:green|resident|library|loyalty|membership) card|frequent flyer|unos|dni|sn|s\/n|unit|inmate|enrolled as|randomized as|plates`;

/** With one of these before its number sign, number or ID, a figure counts or cites; it identifies nobody. */
export const COUNTED = String.raw`icd|cpt|hcpcs|ndc|loinc|pmid|pmc|nct|doi|isbn|issn|cas|ec|ref(?:seq)?|rs|omim|mim|orpha|issue|pr|pull|bug|commit|step|item|question|page|figure|fig|table|chapter|section|version|rule|rfc|iso|tip|line|day|week|dose|room|bed|cycle|grade|size|attempt|test|example|task|part|build|port|error|status|code|atomic|total|large|small|good|high|low|same|whole|average|mean|exact|maximum|minimum|max|min|first|second|last|copy|batch|phone|fax|telephone|mobile|cell|contact|pager|beeper|ext|extension|any|every|each|this|that|the|a|an|no|is|of|and|or|hex|color|gauge|trace|span|correlation|request|session|process|thread|event|message|run|job|node|container|pod|deployment|instance|image|tool|call|row|column|workflow|execution|project|workspace|channel|repo|ticket type|tenant|app|client type|model|response|completion|assistant|vector|file type|class|type|key|grant|award|house|apartment|apt|suite|channel|track|level|floor|street|exit|route|highway|flight type|chromosome|exon|codon|snp|variant|sequence|lot of|gene|protein|patient safety`;

/** Ids of programs' own runs and parts, as the words before them say. */
export const OF_PROGRAMS = String.raw`trace|span|request|correlation|parent|root|process|thread|event|message|run|job|node|container|pod|deployment|instance|image|tool|tool call|call|workflow|execution|project|workspace|channel|repo|response|completion|assistant|model|commit|build|region|object|element|component|widget|template`;
