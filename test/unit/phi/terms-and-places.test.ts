import { describe, expect, it } from 'vitest';
import { found } from './found.ts';

describe('what is called after people and places', () => {
  it.each([
    ...['Duke criteria were met.', 'Ann Arbor staging IIB', 'The Monty Hall problem is easy.'],
    ...['the Nash equilibrium', 'MSK: normal range of motion', 'Sent to Hospital Pharmacy today.'],
    ...['look it up in the big medical dictionary', 'treated in specialized mental health settings'],
    ...[
      'ms can produce weakness',
      'mr arthrogram of the hip',
      'i have a lotta pain',
      'she is at the rex center',
    ],
    ...['refer you to either physical rehab or a walk', 'he smoked in high school'],
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('the same words as a person or a place', () => {
  it.each([
    ['treated at Duke', 'PLACE:Duke'],
    ['She lives in Ann Arbor, MI', 'PLACE:Ann Arbor, MI'],
    ['update the Maria Gonzalez problem list', 'NAME:Maria Gonzalez'],
    ['Ask Dr. Nash.', 'NAME:Nash'],
    ['transferred to MSK yesterday', 'PLACE:MSK'],
    ['backup is dr. white today', 'NAME:white'],
    ['ms. king is here', 'NAME:king'],
    ['ms rodriguez called', 'NAME:rodriguez'],
    ['seen at river valley clinic', 'PLACE:river valley clinic'],
    ['seen at cedar medical center', 'PLACE:cedar medical center'],
  ])('%s', (text, name) => {
    expect(found(text)).toContain(name);
  });
});
