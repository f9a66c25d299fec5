import { describe, expect, it } from 'vitest';
import { HELP, readSettings, SettingsError } from '../../../local/settings.ts';

const KEY = `hwk_test_${'a1'.repeat(6)}_${'A'.repeat(43)}`;
const read = (environment: Record<string, string>) => readSettings(environment, '/home/user');

describe('readSettings', () => {
  it('needs nothing', () => {
    expect(read({ PATH: '/bin', PORT: '', OPENAI_API_KEY: ' ' })).toEqual({
      port: 8787,
      stateFolder: '/home/user/.hawthorn',
      media: 'block',
      wire: 'responses',
      apiKey: undefined,
      provider: undefined,
    });
  });

  it('takes what the user set', () => {
    const settings = read({
      PORT: '9000',
      HAWTHORN_STATE: '../state/',
      HAWTHORN_MEDIA: 'allow',
      HAWTHORN_POLICY: 'policy.json',
      HAWTHORN_PROVIDER_WIRE: 'chat',
      HAWTHORN_API_KEY: KEY,
      OPENAI_API_KEY: 'sk-made-up',
      OPENAI_BASE_URL: 'http://127.0.0.1:1234/v1/',
    });
    expect(settings).toMatchObject({
      port: 9000,
      stateFolder: '/home/state',
      media: 'allow',
      policyFile: '/home/user/policy.json',
      wire: 'chat',
    });
    expect(settings.apiKey?.reveal()).toBe(KEY);
    expect(settings.provider?.key.reveal()).toBe('sk-made-up');
    expect(settings.provider?.baseUrl).toBe('http://127.0.0.1:1234/v1');
  });

  it('goes to OpenAI with a provider key alone', () => {
    expect(read({ OPENAI_API_KEY: 'sk-made-up' }).provider?.baseUrl).toBe('https://api.openai.com/v1');
  });

  it.each([
    [{ PORT: '80a' }, 'PORT'],
    [{ PORT: '-1' }, 'PORT'],
    [{ PORT: '65536' }, 'PORT'],
    [{ HAWTHORN_MEDIA: 'yes' }, 'HAWTHORN_MEDIA'],
    [{ HAWTHORN_PROVIDER_WIRE: 'yes' }, 'HAWTHORN_PROVIDER_WIRE'],
    [{ HAWTHORN_API_KEY: 'hwk_live_secretkey' }, 'HAWTHORN_API_KEY'],
    [{ HAWTHORN_PORT: '1' }, 'HAWTHORN_PORT'],
    [{ OPENAI_BASE_URL: 'https://api.openai.com/v1' }, 'OPENAI_API_KEY'],
    [{ OPENAI_API_KEY: 'secretkey', OPENAI_BASE_URL: 'http://provider.example/v1' }, 'OPENAI_BASE_URL'],
    [{ OPENAI_API_KEY: 'secretkey', OPENAI_BASE_URL: 'provider' }, 'OPENAI_BASE_URL'],
    [{ OPENAI_API_KEY: 'secretkey', OPENAI_BASE_URL: 'https://u:secretkey@h/v1' }, 'OPENAI_BASE_URL'],
    [{ OPENAI_API_KEY: 'secretkey', OPENAI_BASE_URL: 'https://h/v1?key=secretkey' }, 'OPENAI_BASE_URL'],
  ])('refuses %o, naming the setting and no key', (environment, name) => {
    const failure = (): unknown => readSettings(environment, '/');
    expect(failure).toThrow(SettingsError);
    expect(failure).toThrow(name);
    expect(failure).not.toThrow('secretkey');
  });

  it('has help on every setting', () => {
    for (const name of [
      'PORT',
      'OPENAI_API_KEY',
      'OPENAI_BASE_URL',
      'HAWTHORN_API_KEY',
      'HAWTHORN_STATE',
      'HAWTHORN_PROVIDER_WIRE',
    ]) {
      expect(HELP).toContain(name);
    }
  });
});
