import { describe, expect, it } from 'vitest';
import { isInstalled } from '../../../scripts/setup/dependencies.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b-win32': { version: '2.0.0', optional: true },
};

describe('installed dependencies', () => {
  it('are complete without the optional packages of other systems', () => {
    expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
  });

  it('are incomplete when a package is missing', () => {
    expect(isInstalled(wanted, {})).toBe(false);
  });

  it('are incomplete when a version differs, of an optional package too', () => {
    expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.1' } })).toBe(false);
    const installed = {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b-win32': { version: '2.0.1' },
    };
    expect(isInstalled(wanted, installed)).toBe(false);
  });
});
