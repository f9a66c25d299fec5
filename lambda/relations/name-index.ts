import type { Token } from '../tokens/token.ts';
import { mayBeOne, type NameForm, type Standing } from './name-form.ts';
import { givenStanding } from './standings.ts';

/** All that is written of one person, as far as that is known. */
export interface Person {
  /** The first written form. */
  readonly token: Token;
  readonly forms: Form[];
  /** May be one of several others, so nothing more is told of them. */
  unsure: boolean;
}

/** One form of a name, in however many ways it is written. */
export interface Form {
  readonly form: NameForm;
  readonly fullness: 0 | 1 | 2;
  readonly token: Token;
  readonly standings: Set<Standing>;
  person: Person;
}

/** The forms of a conversation by their words, so that one meets only those that it shares a word with. */
export interface NameIndex {
  find(form: NameForm): Form | undefined;
  sharing(form: NameForm): ReadonlySet<Form>;
  add(form: Form): void;
}

/** Of a word that so many names share nobody can say whose it is; looking at each of them would take too long. */
const MOST_SHARING = 64;

const endsOf = ({ words }: NameForm): readonly [string, string] => [words[0] ?? '', words.at(-1) ?? ''];

/** By what a form is found: its outer words, and the surname without the small words before it. */
const cuesOf = (form: NameForm): ReadonlySet<string> => {
  const [first, last] = endsOf(form);
  const surname = last.split(' ').at(-1) ?? '';
  return new Set([first, last, surname].filter((word) => word.length > 1));
};

const keyOf = ({ words, suffix }: NameForm): string => `${words.join('|')}|${suffix}`;

/** What is known of somebody, of all forms of the name. */
export const standingsOf = ({ forms }: Person): ReadonlySet<Standing> =>
  new Set(
    forms.flatMap(({ form, standings }) => {
      const given = givenStanding(form);
      return given === undefined ? [...standings] : [given, ...standings];
    }),
  );

export const createNameIndex = (): NameIndex => {
  const byKey = new Map<string, Form>();
  const byCue = new Map<string, Form[]>();
  return {
    find: (form) => byKey.get(keyOf(form)),
    sharing: (form) =>
      new Set(
        [...cuesOf(form)].flatMap((cue) => {
          const found = byCue.get(cue) ?? [];
          return found.length > MOST_SHARING ? [] : found;
        }),
      ),
    add(form) {
      byKey.set(keyOf(form.form), form);
      for (const cue of cuesOf(form.form)) {
        const others = byCue.get(cue);
        if (others === undefined) byCue.set(cue, [form]);
        else others.push(form);
      }
    },
  };
};

const isFuller = (one: Form, than: Form): boolean =>
  one !== than && (one.fullness > than.fullness || (one.fullness === 2 && than.fullness === 2));

const mayBe = (form: Form, { forms }: Person): boolean =>
  forms.some((one) => isFuller(one, form) && mayBeOne(form.form, one.form)) &&
  // Whoever is known by one middle name is not somebody with another one.
  forms.every((one) => one.fullness < 2 || form.fullness < 2 || mayBeOne(form.form, one.form));

/**
 * Who else may be meant by a form, by the name alone: nobody, one, or two of however many. What is known of a John and a
 * Jane Doe doesn't make "Mr. Doe" one of them: there may be more of the family.
 */
export const personsFor = (form: Form, index: NameIndex): readonly Person[] => {
  const found: Person[] = [];
  for (const { person, fullness } of index.sharing(form.form)) {
    if (person === form.person || found.includes(person) || (person.unsure && fullness < 2)) continue;
    if (mayBe(form, person)) found.push(person);
    if (found.length === 2) break;
  }
  return found;
};
