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

/** The forms of a conversation, so that one meets only those that can be forms of the same name. */
export interface NameIndex {
  find(form: NameForm): Form | undefined;
  /** Those of several words that a form may be short for, or another way to say. */
  fuller(form: NameForm): readonly Form[];
  /** Those that may be short for a form of several words. */
  shorter(form: NameForm): readonly Form[];
  add(form: Form): void;
}

/** Among so many nobody can say whose a name is, and looking at each of them would take too long. */
const MOST_SHARING = 64;

const endsOf = ({ words }: NameForm): readonly [string, string] => [words[0] ?? '', words.at(-1) ?? ''];

const surnameOf = (form: NameForm): string => endsOf(form)[1].split(' ').at(-1) ?? '';

/** The outer words, and the surname without the small words before it. */
const wordsOf = (form: NameForm): ReadonlySet<string> => new Set([...endsOf(form), surnameOf(form)]);

/** What all forms of a name have in common that are of several words. */
const initialsOf = (form: NameForm): string => `${endsOf(form)[0].charAt(0)}|${surnameOf(form).charAt(0)}`;

const keyOf = ({ words, suffix }: NameForm): string => `${words.join('|')}|${suffix}`;

const createLists = () => {
  const lists = new Map<string, Form[]>();
  return {
    add(key: string, form: Form): void {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [form]);
      else list.push(form);
    },
    get: (key: string): readonly Form[] => lists.get(key) ?? [],
  };
};

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
  const byWord = createLists();
  const byInitials = createLists();
  const single = createLists();
  const alike = (form: NameForm): readonly Form[] => {
    const found = byInitials.get(initialsOf(form));
    return found.length > MOST_SHARING ? [] : found;
  };
  return {
    find: (form) => byKey.get(keyOf(form)),
    fuller: (form) =>
      form.words.length > 1
        ? alike(form)
        : [...new Set([...wordsOf(form)].flatMap((word) => byWord.get(word).slice(0, MOST_SHARING)))],
    shorter: (form) => [...[...wordsOf(form)].flatMap((word) => single.get(word)), ...alike(form)],
    add(form) {
      byKey.set(keyOf(form.form), form);
      const lists = form.fullness === 0 ? single : byWord;
      for (const word of wordsOf(form.form)) lists.add(word, form);
      if (form.fullness > 0) byInitials.add(initialsOf(form.form), form);
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
  for (const { person, fullness } of index.fuller(form.form)) {
    if (person === form.person || found.includes(person) || (person.unsure && fullness < 2)) continue;
    if (mayBe(form, person)) found.push(person);
    if (found.length === 2) break;
  }
  return found;
};
