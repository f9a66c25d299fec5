import { FEMININE, MASCULINE } from './given-names.data.ts';
import type { NameForm, Standing } from './name-form.ts';

const MEN: ReadonlySet<string> = new Set(MASCULINE.split(' '));
const WOMEN: ReadonlySet<string> = new Set(FEMININE.split(' '));

/** What a given name says of whose it is. */
export const givenStanding = ({ words }: NameForm): Standing | undefined => {
  const [given = ''] = words;
  if (words.length < 2) return undefined;
  if (MEN.has(given)) return 'man';
  return WOMEN.has(given) ? 'woman' : undefined;
};

type Standings = ReadonlySet<Standing>;

const isSexed = (standings: Standings): boolean => standings.has('man') || standings.has('woman');

const contradict = (a: Standings, b: Standings): boolean =>
  (a.has('man') && b.has('woman')) || (a.has('woman') && b.has('man'));

/** A surname is said of several: "Mr. Smith" and "Mrs. Smith", or the patient and "Dr. Smith". */
export const isOfSeveral = (standings: Standings): boolean =>
  contradict(standings, standings) || (standings.has('clinician') && isSexed(standings));

/** Whether a short form may mean somebody: "Dr. Smith" is not the patient John Smith, and "Mr. Smith" not Dr. Smith. */
export const mayMean = (short: Standings, person: Standings): boolean => {
  if (isOfSeveral(short) || contradict(short, person)) return false;
  if (short.has('clinician')) return person.has('clinician');
  return !(person.has('clinician') && isSexed(short));
};

/** Whether two full names that look alike may be one person's. */
export const mayBeAlike = (a: Standings, b: Standings): boolean => !contradict(a, b);
