import type { DayTraffic } from '../../../preload/contract/index.ts';
import { useLocale } from '../../i18n/locale.tsx';

const noon = (day: string): number => Date.parse(`${day}T12:00:00`);

/** One pair of bars for each day; the numbers are in the table below it. */
export function DayChart({ days }: { readonly days: readonly DayTraffic[] }) {
  const { t, format } = useLocale();
  const most = Math.max(1, ...days.map((day) => Math.max(day.downloaded, day.uploaded)));
  const share = (bytes: number): string => `${(bytes / most) * 100}%`;
  return (
    <div
      className="day-chart"
      role="img"
      aria-label={t('statistics.chart', { count: days.length, most: format.bytes(most) })}
    >
      {days.map((day) => (
        <div
          key={day.day}
          className="day-pair"
          title={t('statistics.dayTip', {
            day: format.day(noon(day.day)),
            down: format.bytes(day.downloaded),
            up: format.bytes(day.uploaded),
          })}
        >
          <span className="day-bar day-down" style={{ height: share(day.downloaded) }} />
          <span className="day-bar day-up" style={{ height: share(day.uploaded) }} />
        </div>
      ))}
    </div>
  );
}

export const dayText = (day: string, format: (ms: number) => string): string => format(noon(day));
