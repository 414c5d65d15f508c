import * as v from 'valibot';
import { type InfoHash, isInfoHash } from '../../engine/api/index.ts';

/** A .torrent file may be this large; SAFETY: bounds before allocation. */
export const MAX_TORRENT_FILE = 10 * 1024 * 1024;

/** A magnet link with hundreds of trackers stays far below. */
export const MAX_TEXT = 256 * 1024;

/** What goes to the clipboard: names or paths of all torrents there are. */
export const MAX_COPIED = 64 * 1024 * 1024;

const MAX_IDS = 200_000;
const MAX_PATH = 4096;

const hasNul = (text: string): boolean => text.includes('\u0000');

export const infoHash = v.custom<InfoHash>(isInfoHash, 'not an info-hash');

export const infoHashes = v.pipe(
  v.array(infoHash),
  v.minLength(1),
  v.maxLength(MAX_IDS),
  v.readonly(),
);

export const firstRows = v.pipe(v.array(infoHash), v.maxLength(100), v.readonly());

export const path = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MAX_PATH),
  v.check((text) => !hasNul(text), 'a path holds no NUL'),
);

export const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

/** Names things that main handed out: offers, removals. */
export const token = v.pipe(v.string(), v.regex(/^[a-z]+-[0-9]{1,12}$/));

export const count = (max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));

/** 0 skip, 1 low, 4 normal, 7 high. */
export const priority = v.picklist([0, 1, 4, 7]);

export const nothing = v.undefined();

const MAX_FILES = 1_000_000;

/** One byte a file: a hundred thousand numbers would take their time to cross, and to be looked at. */
export const priorities = v.pipe(
  v.instance(Uint8Array),
  v.check((bytes) => bytes.length <= MAX_FILES, 'too many files'),
  v.check(
    (bytes) => bytes.every((one) => one === 0 || one === 1 || one === 4 || one === 7),
    'not a priority',
  ),
);

/** Files by number. */
export const fileNumbers = v.pipe(
  v.instance(Uint32Array),
  v.check((numbers) => numbers.length <= MAX_FILES, 'too many files'),
);

export const urls = v.pipe(v.array(text(2048)), v.maxLength(500));
const rate = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Bytes per second; 0: none. */
export const limits = v.strictObject({ downLimit: rate, upLimit: rate });

/** Web seeds by address and kind. */
export const webSeeds = v.pipe(
  v.array(v.strictObject({ url: text(2048), kind: v.picklist(['files', 'pieces']) })),
  v.maxLength(500),
);
