import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fault } from '../../engine/core/result.ts';
import { createNodeLog } from '../../engine/node/log/log.ts';

describe('the log', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'skein-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name = 'skein.log'): string => readFileSync(join(folder, name), 'utf8');

  it('writes one line for each message, above its level, with the fault', async () => {
    const log = createNodeLog({ folder, level: 'info' });
    log.write('debug', 'x', 'too quiet');
    log.write('warn', 'disk', 'could not write', fault('disk-full', '/x', 'The drive is full.'));
    await log.close();
    const lines = file().trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z warn {2}disk: could not write: The drive is full\. \[disk-full\]$/,
    );
    expect(log.recent()).toMatchObject([{ level: 'warn', about: 'disk', code: 'disk-full' }]);
  });

  it('lets nobody forge a line or a terminal sequence', async () => {
    const log = createNodeLog({ folder, level: 'debug' });
    log.write('info', 'peer', 'name\n2026-01-01 error x: forged\u001b[31m\u2028');
    await log.close();
    expect(file().trimEnd().split('\n')).toHaveLength(1);
    expect(file()).not.toContain('\u001b');
  });

  it('starts a new file when one is full, and keeps the last', async () => {
    writeFileSync(join(folder, 'skein.log'), 'x'.repeat(3 * 1024 * 1024));
    const log = createNodeLog({ folder, level: 'debug' });
    log.write('info', 'a', 'new');
    await log.close();
    expect(file()).toContain('a: new');
    expect(statSync(join(folder, 'skein.old.log')).size).toBe(3 * 1024 * 1024);
  });

  it('keeps a bounded number of lines in memory, and works where nothing can be written', async () => {
    const blocked = join(folder, 'a-file');
    writeFileSync(blocked, '');
    const log = createNodeLog({ folder: join(blocked, 'logs'), level: 'debug' });
    for (let i = 0; i < 10_000; i++) log.write('info', 'x', `line ${i} ${'y'.repeat(5_000)}`);
    await log.close();
    expect(log.recent().length).toBeLessThanOrEqual(2_000);
    expect(log.recent().at(-1)?.message).toContain('line 9999');
    expect(log.recent().at(-1)?.message.length).toBeLessThanOrEqual(2_000);
  });
});
