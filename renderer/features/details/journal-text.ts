import type { JournalEntry } from '../../../preload/contract/index.ts';
import type { Locale } from '../../i18n/locale.tsx';

/** A line of the log in words. */
export function lineOf({ code, subject, fault }: JournalEntry, locale: Locale): string {
  const why = fault === undefined ? '' : locale.fault(fault);
  // Most sentences about a tracker name it.
  if (code === 'tracker-failed' && why.includes(subject)) return why;
  return locale.t(`journal.${code}`, { subject, why });
}
