import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decode, smaller } from '../../../scripts/pictures/png.mjs';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** A true-colour PNG of these pixels whose lines all have the filter Sub. */
function png(width: number, pixels: readonly number[]): Buffer {
  const height = pixels.length / width;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const bytes = pixels.flatMap((one) => [one >> 16, (one >> 8) & 255, one & 255]);
  const lines = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++) {
    lines[y * (width * 3 + 1)] = 1;
    for (let x = 0; x < width * 3; x++) {
      const left = x < 3 ? 0 : (bytes[y * width * 3 + x - 3] as number);
      lines[y * (width * 3 + 1) + 1 + x] = (bytes[y * width * 3 + x] as number) - left;
    }
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The pixels of a PNG with a palette and without filters, as `smaller` writes it. */
function indexed(bytes: Buffer): number[] {
  const found = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    found.set(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const width = found.get('IHDR')?.readUInt32BE(0) ?? 0;
  const palette = found.get('PLTE') ?? Buffer.alloc(0);
  const lines = inflateSync(found.get('IDAT') ?? Buffer.alloc(0));
  return [...lines]
    .filter((_, at) => at % (width + 1) !== 0)
    .map((index) => palette.readUIntBE(index * 3, 3));
}

const WIDTH = 64;

describe('the pictures of the documentation', () => {
  test('are read as the window wrote them', () => {
    const pixels = Array.from({ length: WIDTH * 4 }, (_, at) => (at * 0x010305) & 0xffffff);
    expect([...decode(png(WIDTH, pixels)).pixels]).toEqual(pixels);
    expect(() => decode(Buffer.from('GIF89a, and no PNG'))).toThrow('not a PNG');
  });

  test('keep few colours as they are', () => {
    const pixels = Array.from({ length: WIDTH * 8 }, (_, at) => (at % 100) * 0x020202);
    expect(indexed(smaller(png(WIDTH, pixels)))).toEqual(pixels);
  });

  test('keep the grounds exact and come close with the rest when there are very many', () => {
    const ground = 0x17181b;
    const pixels = Array.from({ length: WIDTH * 64 }, (_, at) =>
      at % 2 === 0 ? ground : (at * 7919) & 0xffffff,
    );
    const out = indexed(smaller(png(WIDTH, pixels)));
    expect(out.filter((_, at) => at % 2 === 0).every((pixel) => pixel === ground)).toBe(true);
    expect(new Set(out).size).toBeLessThanOrEqual(128);
    const far = out.reduce(
      (sum, pixel, at) => sum + Math.abs((pixel >> 16) - ((pixels[at] as number) >> 16)),
      0,
    );
    expect(far / out.length).toBeLessThan(32);
  });
});
