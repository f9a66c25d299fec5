import { describe, expect, it } from 'vitest';
import { padTo, printable, shorten, widthOf, wrap } from '../../../../local/view/lay-out-text.ts';

describe('wrap', () => {
  it('breaks between words, and keeps line breaks', () => {
    expect(wrap('one two three\n\nfour', 8)).toEqual(['one two', 'three', '', 'four']);
  });

  it('breaks a word that is longer than a line, but no character', () => {
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrap('日本語', 4)).toEqual(['日本', '語']);
    expect(wrap('👩🏽‍⚕️👩🏽‍⚕️', 3)).toEqual(['👩🏽‍⚕️', '👩🏽‍⚕️']);
  });
});

describe('printable', () => {
  it('leaves nothing that steers a terminal', () => {
    expect(printable('a\u001b[2Jb\u0007c\td\u009be\u202ef\r\ng\rh')).toBe('a [2Jb c d e f\ng h');
  });
});

describe('shorten', () => {
  it('says how much is left out', () => {
    expect(shorten('abcdef', 4)).toBe('abcd… (2 more characters)');
    expect(shorten('abcd', 4)).toBe('abcd');
  });
});

it('pads by columns, not by characters', () => {
  expect(padTo('日本', 6)).toBe('日本  ');
  expect(widthOf('é日')).toBe(3);
});
