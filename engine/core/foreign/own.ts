import { isInfoHash } from '../ids.ts';
import { isSuffix } from '../metainfo/part-names.ts';
import type { Category } from '../organise/categories.ts';
import { parseCategory, parseShareLimits, parseTags } from '../organise/parse.ts';
import type { ShareReason } from '../organise/share-limits.ts';
import { fault, ok, type Result } from '../result.ts';
import { cleanUrl } from '../url.ts';
import type { ForeignTorrent, ForeignWishes } from './types.ts';

/** What our own export is made of beside the .torrent files: one JSON text. */

const FORMAT = 1;

/** What is exported besides the torrents. */
export interface OwnOrganisation {
  readonly categories: readonly Category[];
  readonly tags: readonly string[];
}

export interface OwnExport extends OwnOrganisation {
  readonly torrents: readonly unknown[];
}

type Kept = Omit<ForeignTorrent, 'metainfo' | 'have'> & { readonly have: string | undefined };

export function writeOwn(
  torrents: readonly ForeignTorrent[],
  organisation: OwnOrganisation,
  base64: (bytes: Uint8Array) => string,
): string {
  const kept = torrents.map(
    ({ metainfo: _metainfo, have, ...rest }): Kept => ({
      ...rest,
      have: have?.kind === 'pieces' ? base64(have.bits) : undefined,
    }),
  );
  const { categories, tags } = organisation;
  return JSON.stringify({ format: FORMAT, categories, tags, torrents: kept }, undefined, 1);
}

/** `file` is what messages call it. */
export function readOwn(text: string, file: string): Result<OwnExport> {
  let parsed: Readonly<Record<string, unknown>>;
  try {
    const value: unknown = JSON.parse(text);
    parsed = isFields(value) ? value : {};
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fault('export-damaged', file, `“${file}” is damaged: ${why}.`);
  }
  const { format, torrents, categories } = parsed;
  if (!Array.isArray(torrents) || typeof format !== 'number')
    return fault('export-damaged', file, `“${file}” is damaged: it lists no torrents.`);
  if (format > FORMAT) {
    const why = `it was written by a newer version (format ${format}, this one knows ${FORMAT})`;
    return fault('export-newer', file, `“${file}” cannot be read: ${why}.`, { format });
  }
  return ok({
    torrents,
    categories: (Array.isArray(categories) ? categories : [])
      .map(parseCategory)
      .filter((one) => one !== undefined),
    tags: parseTags(parsed['tags']),
  });
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The name by which an entry is told of when something is wrong with it. */
export const ownName = (value: unknown): string => {
  const fields = isFields(value) ? value : {};
  return String(fields['name'] ?? fields['infoHash'] ?? '?').slice(0, 200);
};

/** One entry, with the .torrent file that was beside it. What does not fit is left out; without the main parts it is a fault. */
export function ownTorrent(
  value: unknown,
  metainfo: Uint8Array | undefined,
  bytesOf: (base64: string) => Uint8Array,
  file: string,
): Result<ForeignTorrent> {
  const kept = isFields(value) ? value : {};
  const { infoHash, savePath } = kept;
  const name = ownName(value);
  if (!isInfoHash(infoHash) || typeof savePath !== 'string') {
    const why = 'it says neither which torrent it is nor where its files are';
    return fault('export-damaged', file, `The entry “${name}” of “${file}” is damaged: ${why}.`);
  }
  const magnet = typeof kept['magnet'] === 'string' ? kept['magnet'] : undefined;
  if (metainfo === undefined && magnet === undefined)
    return fault('foreign-half', name, `The .torrent file that belongs to “${name}” is not there.`);
  const bits = typeof kept['have'] === 'string' ? bytesOf(kept['have']) : undefined;
  const trackers = kept['trackers'];
  const priorities = kept['priorities'];
  return ok({
    infoHash,
    name,
    metainfo,
    magnet,
    savePath,
    otherPaths: [],
    finalPath: text(kept['finalPath']),
    paths: texts(kept['paths']),
    partSuffix: suffixOf(kept['partSuffix']),
    partsFile: '',
    priorities: Array.isArray(priorities) ? priorities.map(priorityOf) : [],
    paused: kept['paused'] === true,
    category: text(kept['category']),
    tags: texts(kept['tags']),
    trackers: Array.isArray(trackers) ? trackers.map(texts) : undefined,
    wishes: wishesOf(kept['wishes']),
    downloaded: amount(kept['downloaded']),
    uploaded: amount(kept['uploaded']),
    wasted: amount(kept['wasted']),
    addedAt: amount(kept['addedAt']),
    completedAt: amount(kept['completedAt']),
    activeMs: amount(kept['activeMs']),
    seedingMs: amount(kept['seedingMs']),
    quietMs: amount(kept['quietMs']),
    have: bits === undefined ? undefined : { kind: 'pieces', bits },
    savedAt: amount(kept['savedAt']),
  });
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);
const amount = (value: unknown): number =>
  typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : 0;

const priorityOf = (value: unknown): number =>
  value === 0 || value === 1 || value === 7 ? value : 4;

const FLAGS = ['sequential', 'firstLast', 'superSeeding', 'forced', 'shareWaived'] as const;
const REASONS: readonly ShareReason[] = ['ratio', 'seeding-time', 'idle-time'];
const RATES = ['downLimit', 'upLimit'] as const;

function wishesOf(value: unknown): ForeignWishes {
  const fields = isFields(value) ? value : {};
  const share = parseShareLimits(fields['share']);
  const flags = FLAGS.filter((key) => fields[key] === true).map((key) => [key, true] as const);
  const reached = REASONS.find((reason) => reason === fields['shareReached']);
  const rates = RATES.map((key) => [key, Math.round(amount(fields[key]))] as const);
  return {
    ...Object.fromEntries(flags),
    ...Object.fromEntries(rates.filter(([, rate]) => rate > 0)),
    ...(Object.keys(share).length === 0 ? {} : { share }),
    ...(reached === undefined ? {} : { shareReached: reached }),
    ...(Array.isArray(fields['webSeeds'])
      ? { webSeeds: fields['webSeeds'].flatMap(webSeedOf) }
      : {}),
  };
}

function webSeedOf(value: unknown): NonNullable<ForeignWishes['webSeeds']>[number][] {
  const { url, kind } = isFields(value) ? value : {};
  const clean = cleanUrl(text(url), ['http', 'https']);
  return clean === undefined ? [] : [{ url: clean, kind: kind === 'pieces' ? 'pieces' : 'files' }];
}

/** It is put on paths: whatever else an export says is none. */
const suffixOf = (value: unknown): string => (isSuffix(text(value)) ? text(value) : '');
