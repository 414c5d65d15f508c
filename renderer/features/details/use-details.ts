import { useEffect, useState } from 'react';
import type { Details, DetailsPart, InfoHash } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';

const EVERY_MS = 1000;

/** The open part of one torrent, asked for again and again while somebody looks. */
export function useDetails(id: InfoHash, part: DetailsPart): Details | undefined {
  const [shown, setShown] = useState<
    { readonly key: string; readonly details: Details } | undefined
  >(undefined);
  const key = `${id} ${part}`;
  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      if (document.visibilityState === 'visible') {
        const result = await api.details({ id, part });
        if (ended) return;
        if (result.ok) setShown({ key: `${id} ${part}`, details: result.value });
      }
      timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [id, part]);
  return shown?.key === key ? shown.details : undefined;
}
