import type { ShareAction, ShareLimits } from '../../../preload/contract/index.ts';

/** Undefined: nothing typed. NaN: no number that makes sense. Both decimal signs are understood. */
export function amountOf(text: string): number | undefined {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return undefined;
  return /^\d+(\.\d+)?$/.test(typed) ? Number(typed) : Number.NaN;
}

export const isAmount = (text: string): boolean => !Number.isNaN(amountOf(text));

/** A whole number of bytes out of a number of `factor` bytes. */
export function bytesOf(text: string, factor: number): number | undefined {
  const amount = amountOf(text);
  return amount === undefined ? undefined : Math.round(amount * factor);
}

/** What is shown of bytes in a field; empty where there are none. */
export const bytesText = (bytes: number | undefined, factor: number): string =>
  bytes === undefined || bytes === 0 ? '' : String(Math.round((bytes / factor) * 1000) / 1000);

/** Share limits as they stand in a form; empty means inherited. */
export interface ShareText {
  readonly ratio: string;
  readonly seeding: string;
  readonly idle: string;
  readonly action: ShareAction | '';
  readonly keep: 'yes' | 'no' | '';
}

const shown = (value: number | undefined): string => (value === undefined ? '' : String(value));

export const shareText = (limits: ShareLimits): ShareText => ({
  ratio: shown(limits.ratio),
  seeding: shown(limits.seedingMinutes),
  idle: shown(limits.idleMinutes),
  action: limits.action ?? '',
  keep: limits.keepOnlySeed === undefined ? '' : limits.keepOnlySeed ? 'yes' : 'no',
});

export const isShareText = ({ ratio, seeding, idle }: ShareText): boolean =>
  [ratio, seeding, idle].every(isAmount);

export function shareOfText({ ratio, seeding, idle, action, keep }: ShareText): ShareLimits {
  const minutes = (text: string): number | undefined => bytesOf(text, 1);
  const [typedRatio, typedSeeding, typedIdle] = [amountOf(ratio), minutes(seeding), minutes(idle)];
  return {
    ...(typedRatio === undefined ? {} : { ratio: typedRatio }),
    ...(typedSeeding === undefined ? {} : { seedingMinutes: typedSeeding }),
    ...(typedIdle === undefined ? {} : { idleMinutes: typedIdle }),
    ...(action === '' ? {} : { action }),
    ...(keep === '' ? {} : { keepOnlySeed: keep === 'yes' }),
  };
}

/** Tags as typed in one line. */
export const tagsOfText = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
];
