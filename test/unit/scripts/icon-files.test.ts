import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ico } from '../../../scripts/icons/containers.mjs';
import { inRoot } from '../../../scripts/setup/paths.mjs';

const png = '\x89PNG\r\n\x1a\n';
const text = (bytes: Buffer, from: number, length: number): string =>
  bytes.toString('latin1', from, from + length);

describe('icon files', () => {
  it('tell Windows where each picture lies', () => {
    const images = [16, 256].map((size) => ({ size, png: Buffer.from(`picture of ${size}`) }));
    const file = ico(images);
    expect(file.readUInt16LE(4)).toBe(2);
    images.forEach(({ size, png: picture }, index) => {
      const at = 6 + 16 * index;
      expect(file.readUInt8(at)).toBe(size === 256 ? 0 : size);
      const length = file.readUInt32LE(at + 8);
      const offset = file.readUInt32LE(at + 12);
      expect(file.subarray(offset, offset + length)).toEqual(picture);
    });
  });

  it('that ship for macOS hold PNGs of the sizes their types stand for', () => {
    const file = readFileSync(inRoot('build', 'icon.icns'));
    expect(text(file, 0, 4)).toBe('icns');
    expect(file.readUInt32BE(4)).toBe(file.length);
    const found: [string, number][] = [];
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      expect(text(file, at + 8, 8)).toBe(png);
      // The width stands in the IHDR chunk, 16 bytes into the picture.
      found.push([text(file, at, 4), file.readUInt32BE(at + 8 + 16)]);
    }
    expect(Object.fromEntries(found)).toMatchObject({ icp4: 16, ic12: 64, ic08: 256, ic10: 1024 });
  });
});
