import { type Fault, fault } from '../result.ts';

export type MetainfoCode =
  | 'metainfo-too-large'
  | 'metainfo-damaged'
  | 'metainfo-no-info'
  | 'metainfo-v2-only'
  | 'metainfo-name'
  | 'metainfo-piece-length'
  | 'metainfo-pieces'
  | 'metainfo-files'
  | 'metainfo-length'
  | 'metainfo-path'
  | 'metainfo-empty'
  | 'metainfo-inconsistent';

/** What a fault is about: a .torrent file by its name, or the metadata that peers sent for a magnet. */
export interface Origin {
  readonly subject: string;
  readonly kind: 'file' | 'metadata';
}

/** `cause` is a clause that follows a colon. */
export function metainfoFault(
  origin: Origin,
  code: MetainfoCode,
  cause: string,
  facts?: Readonly<Record<string, number | string>>,
): Fault<MetainfoCode> {
  const what =
    origin.kind === 'file'
      ? `${origin.subject} is not a usable torrent file`
      : `The metadata of ${origin.subject} is not usable`;
  return fault(code, origin.subject, `${what}: ${cause}.`, facts);
}

export function v2OnlyFault(origin: Origin): Fault<MetainfoCode> {
  return fault(
    'metainfo-v2-only',
    origin.subject,
    `${origin.subject} is a BitTorrent v2 torrent without v1 data, and those are not supported yet.`,
  );
}
