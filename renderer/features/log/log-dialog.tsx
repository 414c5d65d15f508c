import './log.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Copy, FolderOpen } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { InfoHash, LogEntry, LogLevel } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report } from '../../stores/app.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogFoot } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { copy } from '../torrents/commands.ts';
import { foldText } from '../torrents/fold.ts';

const LOOK_AGAIN_MS = 2_000;
const KEPT = 3_000;
const LINE = 22;
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** What is written, and what comes as long as somebody looks. */
function useLog(): readonly LogEntry[] {
  const [entries, setEntries] = useState<readonly LogEntry[]>([]);
  useEffect(() => {
    let since = 0;
    let busy = false;
    const look = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      const fresh = (await report(api.readLog({ since }))) ?? [];
      busy = false;
      since = fresh.at(-1)?.at ?? since;
      if (fresh.length > 0) setEntries((before) => [...before, ...fresh].slice(-KEPT));
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return entries;
}

/** A torrent by its name, where it still has one here. */
const aboutText = ({ about }: LogEntry): string =>
  useTorrents.getState().byId.get(about as InfoHash)?.name ?? about;

function Lines({ entries }: { readonly entries: readonly LogEntry[] }) {
  const { t, format } = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 10,
  });
  // The newest stays in sight unless the user has gone up to read.
  useEffect(() => {
    if (atEnd.current && entries.length > 0) virtual.scrollToIndex(entries.length - 1);
  }, [entries, virtual]);
  return (
    <div
      ref={scroller}
      className="log-lines selectable"
      role="log"
      aria-label={t('log.list')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollTop + clientHeight > scrollHeight - LINE;
      }}
    >
      <div style={{ position: 'relative', height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const entry = entries[index];
          if (entry === undefined) return null;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={`log-line log-${entry.level}`}
              style={{ transform: `translateY(${start}px)` }}
            >
              <time className="numbers">{format.second(entry.at)}</time>
              <span className="log-about cut">{aboutText(entry)}</span>
              <span className="log-message">{entry.message}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** What Skein wrote down, as it comes. Nothing of it leaves this computer by itself. */
export function LogDialog() {
  const { t } = useLocale();
  const all = useLog();
  const [level, setLevel] = useState<LogLevel>('info');
  const [text, setText] = useState('');
  const shown = useMemo(() => {
    const from = LEVELS.indexOf(level);
    const wanted = foldText(text.trim());
    return all.filter(
      (entry) =>
        LEVELS.indexOf(entry.level) >= from &&
        (wanted === '' || foldText(`${aboutText(entry)} ${entry.message}`).includes(wanted)),
    );
  }, [all, level, text]);
  const copyAll = (): void =>
    copy(
      shown
        .map(({ at, level: of, about, message }) =>
          [new Date(at).toISOString(), of, about, message].join(' '),
        )
        .join('\n')
        .slice(-200_000),
    );

  return (
    <Dialog title={t('log.title')} size="large" onClose={closeDialog}>
      <div className="log-tools">
        <input
          className="text-input"
          data-autofocus
          placeholder={t('log.search')}
          aria-label={t('log.search')}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          aria-label={t('log.level')}
          value={level}
          onChange={(event) => setLevel(event.target.value as LogLevel)}
        >
          {LEVELS.map((one) => (
            <option key={one} value={one}>
              {t(`log.levels.${one}`)}
            </option>
          ))}
        </Select>
      </div>
      {shown.length === 0 ? (
        <p className="log-none">{all.length === 0 ? t('log.none') : t('log.noMatch')}</p>
      ) : (
        <Lines entries={shown} />
      )}
      <DialogFoot>
        <span className="grow numbers">{t('log.lines', { count: shown.length })}</span>
        <Button
          icon={<FolderOpen size={15} />}
          onClick={() => void report(api.openFolder({ folder: 'logs' }))}
        >
          {t('log.openFolder')}
        </Button>
        <Button icon={<Copy size={15} />} disabled={shown.length === 0} onClick={copyAll}>
          {t('log.copy')}
        </Button>
        <Button look="primary" onClick={closeDialog}>
          {t('action.close')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
