import { useEffect, useState } from 'react';
import type {
  DetailsAnswer,
  DetailsPart,
  DetailsParts,
  InfoHash,
  Result,
} from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';

const EVERY_MS = 1000;

interface Shown<P extends DetailsPart> {
  readonly id: InfoHash;
  readonly version: number;
  readonly value: DetailsParts[P];
}

const ask = <P extends DetailsPart>(
  id: InfoHash,
  part: P,
  seen: number | undefined,
): Promise<Result<DetailsAnswer<P>>> =>
  api.details(seen === undefined ? { id, part } : { id, part, seen }) as Promise<
    Result<DetailsAnswer<P>>
  >;

/** One part of one torrent, asked for again and again while somebody looks; what has not changed stays the same object. */
export function useDetails<P extends DetailsPart>(
  id: InfoHash,
  part: P,
): DetailsParts[P] | undefined {
  const [shown, setShown] = useState<Shown<P> | undefined>(undefined);
  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen: number | undefined;
    const look = async (): Promise<void> => {
      if (document.visibilityState === 'visible') {
        const answer = await ask(id, part, seen);
        if (ended) return;
        if (answer.ok && answer.value.value !== undefined) {
          seen = answer.value.version;
          setShown({ id, version: seen, value: answer.value.value });
        }
      }
      timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [id, part]);
  return shown?.id === id ? shown.value : undefined;
}
