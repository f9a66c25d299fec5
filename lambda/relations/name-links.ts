import type { Token } from '../tokens/token.ts';
import { fullnessOf, mayBeOne, type NameForm, readName, type Standing, standingOf } from './name-form.ts';
import {
  createNameIndex,
  type Form,
  type NameIndex,
  type Person,
  personsFor,
  standingsOf,
} from './name-index.ts';
import { isOfSeveral, mayBeAlike, mayMean } from './standings.ts';

/** A name as it came up in a text, with what the words beside it say of whose it is. */
export interface HeardName {
  readonly token: Token;
  readonly value: string;
  readonly standings: ReadonlySet<Standing>;
}

/** Which names of a conversation are one person's, from its beginning on. Nothing that was told is taken back. */
export interface NameLinks {
  /** Says which new names are one with others. To be asked once a message, with all names in it. */
  tell(heard: readonly HeardName[]): readonly string[];
}

/** A form that was known, written in another way. */
interface Rewritten {
  readonly token: Token;
  readonly form: Form;
  readonly standings: ReadonlySet<Standing>;
}

/** Who has no name yet is called by the mother's, and whatever is short for it is rather hers. */
const NEWBORN: ReadonlySet<string> = new Set(['baby', 'infant', 'newborn', 'boy', 'girl', 'twin']);

const isNewborn = ({ words }: NameForm): boolean => words.length > 1 && NEWBORN.has(words[0] ?? '');

const listed = (tokens: readonly Token[]): string =>
  `${tokens.slice(0, -1).join(', ')} and ${tokens.at(-1) ?? ''} are the same person`;

const createTelling = () => {
  const told = new Map<Person, Token[]>();
  return {
    add(person: Person, token: Token): void {
      const tokens = told.get(person);
      if (tokens === undefined) told.set(person, [person.token, token]);
      else tokens.push(token);
    },
    sentences: () => [...told.values()].map(listed),
  };
};

type Telling = ReturnType<typeof createTelling>;

/** The fullest first, so that what is short finds all that it may be short for. */
const byFullness = (forms: readonly Form[]): readonly Form[] =>
  forms.toSorted((a, b) => b.fullness - a.fullness || b.form.words.length - a.form.words.length);

/** What one message brings. */
interface News {
  readonly index: NameIndex;
  /** The forms that nobody had heard before. */
  readonly fresh: ReadonlySet<Form>;
  readonly telling: Telling;
}

/** Whether another new name may be this person's just as well: which one, nobody can tell. */
const hasRival = (form: Form, person: Person, { index, fresh }: News): boolean =>
  form.fullness === 2 &&
  index
    .fuller(form.form)
    .some(
      (one) =>
        fresh.has(one) &&
        one.fullness === 2 &&
        !mayBeOne(one.form, form.form) &&
        person.forms.some((known) => known !== one && mayBeOne(one.form, known.form)),
    );

/** Joins a form, with all that is one with it, to the only person whom it may mean. */
const join = (form: Form, news: News): void => {
  const { index, telling } = news;
  const [person, other] = personsFor(form, index);
  if (person === undefined) return;
  const fits = form.fullness === 2 ? mayBeAlike : mayMean;
  const isClear = other === undefined && !person.unsure && !hasRival(form, person, news);
  if (!isClear || !fits(form.standings, standingsOf(person))) {
    form.person.unsure = true;
    return;
  }
  telling.add(person, form.person.token);
  for (const one of form.person.forms) {
    person.forms.push(one);
    one.person = person;
  }
};

/** Short forms of earlier messages for which there was nobody yet. */
const waitingFor = ({ index, fresh }: News): ReadonlySet<Form> =>
  new Set(
    [...fresh].flatMap((form) =>
      form.fullness === 0
        ? []
        : index
            .shorter(form.form)
            .filter(
              (one) => one.fullness < form.fullness && !fresh.has(one) && one.token === one.person.token,
            ),
    ),
  );

const tellRewritten = ({ token, form, standings }: Rewritten, { index, telling }: News): void => {
  const { person, fullness } = form;
  const isClear = !person.unsure && (fullness === 2 || personsFor(form, index).length === 0);
  for (const standing of standings) form.standings.add(standing);
  if (isClear && !isOfSeveral(form.standings) && mayMean(standings, standingsOf(person))) {
    telling.add(person, token);
  }
};

const createForm = (form: NameForm, token: Token, standings: Set<Standing>): Form => {
  const person: Person = { token, forms: [], unsure: isNewborn(form) };
  const created: Form = { form, fullness: fullnessOf(form), token, standings, person };
  person.forms.push(created);
  return created;
};

export const createNameLinks = (): NameLinks => {
  const index = createNameIndex();
  const forms = new Map<Token, Form | undefined>();

  /** A new token: of a form that nobody had heard before, of one that was written otherwise, or of no name. */
  const hear = ({ token, value, standings }: HeardName): Form | Rewritten | undefined => {
    const read = readName(value);
    forms.set(token, undefined);
    if (read === undefined) return undefined;
    const own = new Set([...standings, ...read.titles.flatMap((title) => standingOf(title) ?? [])]);
    const known = index.find(read);
    const form = known ?? createForm(read, token, own);
    forms.set(token, form);
    if (known !== undefined) return { token, form, standings: own };
    index.add(form);
    return form;
  };

  return {
    tell(heard) {
      const fresh = new Set<Form>();
      const rewritten: Rewritten[] = [];
      for (const one of heard) {
        if (forms.has(one.token)) {
          for (const standing of one.standings) forms.get(one.token)?.standings.add(standing);
          continue;
        }
        const found = hear(one);
        if (found === undefined) continue;
        if ('person' in found) fresh.add(found);
        else rewritten.push(found);
      }
      const news: News = { index, fresh, telling: createTelling() };
      for (const form of byFullness([...fresh])) join(form, news);
      for (const form of waitingFor(news)) join(form, news);
      for (const one of rewritten) tellRewritten(one, news);
      return news.telling.sentences();
    },
  };
};
