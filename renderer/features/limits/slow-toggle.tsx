import { Turtle } from 'lucide-react';
import { api } from '../../api.ts';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { Tooltip } from '../../ui/tooltip.tsx';

function stateText(on: boolean, switchesAt: number, { t, format }: Locale): string {
  if (switchesAt === 0) return on ? t('limits.slowOn') : t('limits.slowOff');
  const when = format.moment(switchesAt);
  return on ? t('limits.slowOnUntil', { when }) : t('limits.slowOffUntil', { when });
}

/** Slow mode in the status bar: one press, the same setting as in the tray. */
export function SlowToggle() {
  const locale = useLocale();
  const on = useTorrents((state) => state.status.slowMode);
  const switchesAt = useTorrents((state) => state.status.slowSwitch);
  return (
    <Tooltip text={stateText(on, switchesAt, locale)}>
      <button
        type="button"
        className={`icon-button slow-toggle${on ? ' slow-toggle-on' : ''}`}
        aria-label={locale.t('limits.slow')}
        aria-pressed={on}
        onClick={() => void report(api.setEngine({ slowMode: !on }))}
      >
        <Turtle size={16} />
      </button>
    </Tooltip>
  );
}
