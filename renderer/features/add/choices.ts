import type { CallArgument, Offer } from '../../../preload/contract/index.ts';

/** What the user decides for all torrents of one dialog. */
export interface Choices {
  readonly savePath: string;
  readonly paused: boolean;
  readonly sequential: boolean;
  readonly skipCheck: boolean;
}

/** By offer: the priorities of its files, by row. Absent: all as usual. */
export type Picked = ReadonlyMap<string, Uint8Array>;

type Accepted = CallArgument<'acceptOffers'>[number];

/** Priorities by file number, as the engine takes them; undefined when nothing was changed. */
export function byNumber(
  offer: Offer,
  rows: Uint8Array | undefined,
): Uint8Array<ArrayBuffer> | undefined {
  if (rows === undefined || rows.every((priority) => priority === 4)) return undefined;
  const { numbers } = offer.preview.files;
  // Between the numbers lie pad files, which nobody chooses.
  const priorities = new Uint8Array((numbers.at(-1) ?? -1) + 1).fill(4);
  numbers.forEach((number, row) => {
    priorities[number] = rows[row] as number;
  });
  return priorities;
}

/** What is sent for each offer. */
export function accepted(
  offers: readonly Offer[],
  choices: Choices,
  picked: Picked,
): readonly Accepted[] {
  return offers.map((offer) => {
    const priorities = byNumber(offer, picked.get(offer.offer));
    return {
      offer: offer.offer,
      savePath: choices.savePath,
      paused: choices.paused,
      ...(choices.sequential ? { sequential: true } : {}),
      ...(choices.skipCheck ? { skipCheck: true } : {}),
      ...(priorities === undefined ? {} : { priorities }),
    };
  });
}
