import { describe, expect, it } from 'vitest';
import { restoreText } from '../../../lambda/tokens/restorer.ts';
import { bookOf } from '../../support/books.ts';

const NAME = 'Ana "Nan" Ruiz';
const book = bookOf(['NAME', NAME], ['DATE', '3/4/2021'], ['PHONE', '+1 (212) 555-0188']);
const [name = '', date = ''] = book.issued().map(({ token }): string => token);

const restore = (text: string): string => restoreText(text, book, { context: 'text' });
const inUrl = encodeURIComponent(NAME);

describe('a value in prose is written as it is', () => {
  it.each([
    ['in quotes', (who: string) => `He said "${who}".`],
    ['after a bracket that begins a line', (who: string) => `[${who}](x) and "${who}"`],
    ['after a footnote', (who: string) => `[1] "${who}"`],
    ['after a check box', (who: string) => `[ ] call "${who}"`],
    ['in a set', (who: string) => `The set {"${who}"} has one member.`],
    ['in braces that begin a line', (who: string) => `{note} "${who}"`],
    ['after JSON on the same line', (who: string) => `{"a": "b"} is "${who}"`],
    ['after a string that was never closed', (who: string) => `{"a": "b\n"${who}" is ill`],
    ['in a code block without JSON', (who: string) => `\`\`\`\nname = "${who}"\n\`\`\``],
  ])('%s', (_place, write) => {
    expect(restore(write(name))).toBe(write(NAME));
  });
});

describe('a value that stands for a number in JSON', () => {
  it('doesn’t end the JSON', () => {
    expect(restore(`{"born": ${date}, "who": "${name}"}`)).toBe(
      `{"born": 3/4/2021, "who": ${JSON.stringify(NAME)}}`,
    );
  });
});

describe('a value in a URL is percent-encoded', () => {
  it.each([
    ['in prose', `see https://x.test/?q=${name} and ${name}`, `see https://x.test/?q=${inUrl} and ${NAME}`],
    ['as a whole', `http://x.test/${name}`, `http://x.test/${inUrl}`],
    ['twice', `https://x.test/${name}?q=${name}`, `https://x.test/${inUrl}?q=${inUrl}`],
    ['in capitals', `HTTPS://x.test/${name}`, `HTTPS://x.test/${inUrl}`],
    [
      'in Markdown',
      `[${name}](https://x.test/(a)/${name})${name}`,
      `[${NAME}](https://x.test/(a)/${inUrl})${NAME}`,
    ],
    ['in angle brackets', `<https://x.test/${name}>${name}`, `<https://x.test/${inUrl}>${NAME}`],
    [
      'in JSON, with its slashes escaped',
      `{"url":"https:\\/\\/x.test\\/${name}","who":"${name}"}`,
      `{"url":"https:\\/\\/x.test\\/${inUrl}","who":${JSON.stringify(NAME)}}`,
    ],
    ['but not what a URL may hold', `https://x.test/${date}`, 'https://x.test/3/4/2021'],
    ['and not where there is none', `https: //${name} http:/${name}`, `https: //${NAME} http:/${NAME}`],
  ])('%s', (_place, written, restored) => {
    expect(restore(written)).toBe(restored);
  });
});

describe('a value in a command', () => {
  const restoreInto = (written: string, value: string): string => {
    const own = bookOf(['NAME', value]);
    const [token = ''] = own.issued().map((issued): string => issued.token);
    return restoreText(written.replace('?', token), own, { context: 'command' }).replace(token, '?');
  };

  it.each([
    'Ana Ruiz',
    'Łukasz Müller',
    '王小明',
    'Zoe\u0308',
    '3/4/2021',
    '+1 212-555-0188',
    'ana.ruiz@x.test',
    'A_1:b, c',
  ])('is put back where it is harmless: %s', (value) => {
    expect(restoreInto('grep "?" notes', value)).toBe(`grep "${value}" notes`);
  });

  it.each([
    'Ana "Nan" Ruiz',
    "O'Brien",
    '$(id)',
    '`id`',
    'a;id',
    'a|id',
    'a&id',
    'a>b',
    'a\nid',
    'a\\b',
    '*',
    '~root',
    'a=b',
    '%PATH%',
    '-rf',
    'Ana -rf',
    '/etc/passwd',
    '@/etc/passwd',
    'a/../../b',
    '(212) 555-0188',
    'Ana  Ruiz',
  ])('leaves its token where it is not: %j', (value) => {
    expect(restoreInto('grep "?" notes', value)).toBe('grep "?" notes');
  });

  it('is percent-encoded in a URL', () => {
    expect(restoreInto('curl https://x.test/?', 'Ana Ruiz')).toBe('curl https://x.test/Ana%20Ruiz');
  });
});
