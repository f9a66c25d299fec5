// Words that say that a person's name stands beside them. All in the folded form of words.ts.

/** Before a name: "Dr. Nguyen", "Mrs Smith". */
export const TITLES =
  'dr drs doctor mr mrs ms mx miss mister missus prof professor nurse sir madam madame rev reverend pastor rabbi imam fr sister brother father sgt lt capt cpl pvt col officer detective judge hon senator herr frau monsieur senor senora signor signora dra sra mme mlle don dona';

/** Before a name, also with a colon, a comma or "is" between: "patient: …", "mom Sharon", "my name is …". */
export const CUES =
  'patient pt pts client resident name names named fullname firstname lastname surname called mom mum mother mommy dad daddy father parent parents stepmother stepfather stepmom stepdad grandma grandpa grandmother grandfather granny aunt uncle cousin niece nephew brother sister sibling son daughter child baby infant twin wife husband spouse partner fiance fiancee girlfriend boyfriend friend neighbor neighbour guardian caregiver caretaker caregivers contact custodian attorney surgeon physician provider attending resident fellow intern pcp gp cardiologist oncologist neurologist psychiatrist psychologist therapist dentist pharmacist radiologist pathologist hospitalist nephrologist urologist dermatologist endocrinologist gastroenterologist pulmonologist rheumatologist hematologist obstetrician gynecologist pediatrician ophthalmologist anesthesiologist nurse midwife worker coordinator manager employer boss supervisor colleague teacher coach donor recipient referred signed dictated transcribed prescribed reviewed cosigned attested regards sincerely thanks hi hello dear hey attn signature author veteran mr mrs ms';

/** Words of kinship and role that may follow a name: "Sarah's mom", "John Smith (father)". */
export const KIN =
  'mom mum mother dad father parent parents stepmother stepfather grandma grandpa grandmother grandfather aunt uncle cousin niece nephew brother sister sibling son daughter wife husband spouse partner fiance fiancee girlfriend boyfriend friend neighbor guardian caregiver roommate';

/** After a name: "Jane Roe, MD". */
export const CREDENTIALS =
  'md do np pa rn lpn phd pharmd dds dmd msw lcsw psyd dpm dpt cnm crna aprn bsn msn facc facs facp pac jr sr ii iii iv esq dnp mph od';

/** Small words inside names: "van der Berg", "de la Cruz". */
export const PARTICLES = 'de del della di da das dos do du la le las los van von der den ter ten zu zur al el bin ibn bint ben abu af av y e st san santa';

/** English words that may be written with their marks: "café", "résumé". */
export const LOAN_WORDS =
  'a attache blase brulee cafe chasse chassis cliche cooperate coordinate coupe creche creme debacle debridement debut decor deja detente detour discotheque doppelganger eclair ecole elan elite emigre entree epee expose facade fete fiance fiancee flambe frappe habitue hotel ingenue jalapeno lame macrame mate matinee melange melee menage metier moire naive naively naivete noel papier passe pate peche pina pinata premiere preexisting protege puree regime reelect resume risque role roue saute senor senora smorgasbord soiree souffle suede tete touche uber vis voila zoology';
