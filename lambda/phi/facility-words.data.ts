// Words of the names of places of care and of learning. All in the folded form of words.ts.

/** A facility's name ends in one of these, in capitals or not. */
export const FACILITY_HEADS =
  'hospital hospitals hosp clinic clinics infirmary hospice sanatorium sanitarium';

/** The same for schools, homes and the like, in capitals only. */
export const CAPITAL_HEADS =
  'health healthcare healthcenter medical med medicine va vamc university college institute rehab rehabilitation pharmacy nursing school academy elementary preschool kindergarten daycare church shelter prison penitentiary jail facility';

/** Before "center", "centre" or "ctr", "system", "home" and "group" these make a place of care. */
export const CENTER_KINDS =
  'medical med health healthcare cancer care surgery surgical trauma heart rehab rehabilitation wellness eye women birth birthing dialysis imaging burn hospital nursing neurology cardiology oncology pediatric pediatrics family community treatment diagnostic spine orthopedic physicians physician retirement';

/** In a facility's name these go on with it. */
export const FACILITY_PARTS =
  'general central memorial regional community county city children childrens university medical med health healthcare care center centre ctr hospital hosp clinic clinics north south east west northern southern eastern western st saint mount mt heart cancer institute presbyterian methodist baptist lutheran adventist catholic jewish veterans va national downtown uptown campus valley hills hill lake river park women womens system network group neurology cardiology oncology pediatric pediatrics surgery surgical urgent family medicine college school elementary middle high academy rehab rehabilitation nursing home hospice physicians associates partners los angeles';

/** With nothing else beside a head these name no place: "the pain clinic", "an outpatient hospital visit". */
export const GENERIC_PARTS =
  'the a an our my your his her their this that any each every local nearest nearby same another other new old pain outpatient inpatient walk primary secondary tertiary urgent emergency acute care diabetes diabetic cancer heart eye skin dental hearing sleep wound fracture stroke headache fertility weight memory travel vaccine flu covid methadone abortion public private mental behavioral global rural urban teaching psychiatric psychiatry academic community general specialty specialist surgical surgery medical medicine health day free mobile virtual field military district referral hospital clinic children women men family student dialysis infusion transplant anticoagulation coumadin warfarin asthma allergy lipid thyroid breast spine hand foot joint bone back voice swallow continence lymphoma leukemia sickle hiv std sti tb im gp er icu ed pediatric pediatrics orthopedic orthopaedic renal hepatic cardiac pulmonary vascular prenatal antenatal obstetric gynecologic first last next recent prior previous large small major home world american national international multi single two three four other whole entire best top';

/** Well-known places of care that no head names, in capitals. */
export const KNOWN_INITIALS =
  'ucla ucsf ucsd mgh bwh bidmc nyu usc ohsu upmc unc uab mskcc msk chop chla nyp ucsb umass uw uva vumc uchicago uic utmb utsw mdacc jhh vamc lac';

/** The same with whole names, joined by commas. */
export const KNOWN_NAMES =
  'mayo,mayo clinic,cleveland clinic,kaiser,kaiser permanente,mount sinai,mt sinai,mass general,massachusetts general,johns hopkins,john hopkins,hopkins,cedars sinai,cedar sinai,cedars,stanford,baylor,duke,md anderson,sloan kettering,memorial sloan kettering,brigham,brigham and women,brigham women,beth israel,tufts medical,sutter,scripps,geisinger,intermountain,vanderbilt,emory,bellevue,montefiore,lenox hill,dana farber,new york presbyterian,ny presbyterian,walter reed,nyu langone,langone,northwestern,rush university,barnes jewish,houston methodist,parkland,jackson memorial,tampa general,lahey,mclean,menninger,hazelden,great ormond street,charite,georgetown,harborview,la general,miami general,good samaritan';
