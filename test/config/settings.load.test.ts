import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../config.ts';

describe('loadSettings', () => {
  test('keeps state under $XDG_STATE_HOME, else under the home folder', () => {
    expect(loadSettings({ XDG_STATE_HOME: '/var/state', HOME: '/home/ana' }).stateDir).toBe('/var/state/firebreak');
    expect(loadSettings({ HOME: '/home/ana' }).stateDir).toBe('/home/ana/.local/state/firebreak');
    expect(loadSettings({ XDG_STATE_HOME: 'relative', HOME: '/home/ana' }).stateDir).toBe(
      '/home/ana/.local/state/firebreak',
    );
  });

  test('prefers --state', () => {
    expect(loadSettings({ XDG_STATE_HOME: '/var/state' }, { state: '/tmp/other' }).stateDir).toBe('/tmp/other');
  });

  test('takes servers from the environment and leaves out what is not set', () => {
    const settings = loadSettings({
      HOME: '/h',
      TEMPORAL_ADDRESS: 'temporal.local:7233',
      DATABASE_URL: 'postgres://db/fb',
    });
    expect(settings).toMatchObject({ temporalAddress: 'temporal.local:7233', databaseUrl: 'postgres://db/fb' });
    expect(Object.keys(loadSettings({ HOME: '/h', TEMPORAL_ADDRESS: '', DATABASE_URL: '' }))).toEqual([
      'stateDir',
      'user',
    ]);
  });

  test('never repeats a DATABASE_URL', () => {
    const url = 'mysql://root:hunter2hunter2@db/x';
    expect(() => loadSettings({ DATABASE_URL: url })).toThrow(/^(?!.*hunter2).*expected postgres:\/\//s);
  });

  test('refuses a TEMPORAL_ADDRESS without a port', () => {
    expect(() => loadSettings({ TEMPORAL_ADDRESS: 'https://temporal.local' })).toThrow(/expected host:port/);
  });
});
