import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMetainfo } from '../../../../engine/core/metainfo/parse.ts';
import { sha1 } from '../../../support/sha1.ts';

/** libtorrent's own test torrents and what it makes of them, where they lie beside the checkout. */
const folder = resolve(import.meta.dirname, '../../../../../shared/torrents');
const there = existsSync(join(folder, 'expected.json'));

interface Vector {
  readonly file: string;
  readonly expect: 'ok' | 'error';
  readonly reason?: string;
}

/** Where we differ from libtorrent on purpose: it loads v2, and for us that comes later. */
const NOT_SUPPORTED_YET = ['v2_invalid_filename.torrent', 'v2_only.torrent', 'v2_symlinks.torrent'];

const load = (name: string) => parseMetainfo(readFileSync(join(folder, name)), name, sha1);

describe.skipIf(!there)(
  "libtorrent's torrents (skipped where they are not beside the checkout)",
  () => {
    const vectors: Vector[] = there
      ? (JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Vector[])
      : [];

    it.each(vectors)('$file: $expect', (vector) => {
      const result = load(vector.file);
      if (NOT_SUPPORTED_YET.includes(vector.file)) {
        expect(result).toMatchObject({ ok: false, code: 'metainfo-v2-only' });
        return;
      }
      expect(result.ok ? 'ok' : 'error').toBe(vector.expect);
      if (!result.ok) expect(result.message).toContain(vector.file);
    });

    it('keep every path below the torrent’s name, each file its own', () => {
      for (const vector of vectors) {
        const result = load(vector.file);
        if (!result.ok) continue;
        const { info } = result.value;
        const real = info.files.filter((file) => !file.pad);
        for (const file of real) {
          expect(file.path[0]).toBe(info.name);
          for (const element of file.path) expect(element).not.toMatch(/^\.{0,2}$|[/\\\0]/);
        }
        const keys = real.map((file) => file.path.join('/').toLowerCase());
        expect(new Set(keys).size).toBe(keys.length);
      }
    });
  },
);
