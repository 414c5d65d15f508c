import './limits.css';
import { useId, useState } from 'react';
import type { InfoHash, TorrentSnapshot, TransferLimits } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report } from '../../stores/app.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { rateOf, sharedLimit, textOfRate } from './rates.ts';

interface RateFieldProps {
  readonly label: string;
  readonly text: string;
  readonly mixed: boolean;
  readonly first?: boolean;
  change(text: string): void;
}

function RateField({ label, text, mixed, first, change }: RateFieldProps) {
  const { t } = useLocale();
  const id = useId();
  return (
    <div className="limit-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="text-input numbers"
        inputMode="numeric"
        placeholder={mixed ? t('limits.mixed') : ''}
        aria-invalid={text !== '' && rateOf(text) === undefined}
        {...(first === true ? { 'data-autofocus': true } : {})}
        value={text}
        onChange={(event) => change(event.target.value)}
        onFocus={(event) => event.target.select()}
      />
      <span className="limit-unit">{t('settings.unit.bytes/s')}</span>
    </div>
  );
}

interface LimitsFormProps {
  readonly title: string;
  readonly hint: string;
  /** What several have in different ways is undefined, and stays unless it is typed. */
  readonly down: number | undefined;
  readonly up: number | undefined;
  save(down: number | undefined, up: number | undefined): Promise<void>;
  onClose(): void;
}

function LimitsForm({ title, hint, down, up, save, onClose }: LimitsFormProps) {
  const { t } = useLocale();
  const [downText, setDown] = useState(textOfRate(down));
  const [upText, setUp] = useState(textOfRate(up));
  const valid = (text: string, shared: number | undefined): boolean =>
    text.trim() === '' ? shared === undefined : rateOf(text) !== undefined;
  const ready = valid(downText, down) && valid(upText, up);
  return (
    <Dialog size="small" title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          onClose();
          void save(rateOf(downText), rateOf(upText));
        }}
      >
        <DialogBody>
          <RateField
            first
            label={t('limits.down')}
            text={downText}
            mixed={down === undefined}
            change={setDown}
          />
          <RateField label={t('limits.up')} text={upText} mixed={up === undefined} change={setUp} />
          <p className="limit-hint">{hint}</p>
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" disabled={!ready}>
            {t('limits.save')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

async function saveAll(
  rows: readonly TorrentSnapshot[],
  down: number | undefined,
  up: number | undefined,
): Promise<void> {
  const groups = new Map<string, { ids: InfoHash[]; limits: TransferLimits }>();
  for (const row of rows) {
    const limits = { downLimit: down ?? row.downLimit, upLimit: up ?? row.upLimit };
    const key = `${limits.downLimit} ${limits.upLimit}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ids: [row.id], limits });
    else group.ids.push(row.id);
  }
  for (const group of groups.values()) await report(api.setLimits(group));
}

/** The limits of single torrents, beside those of all. */
export function LimitsDialog({ ids }: { readonly ids: readonly InfoHash[] }) {
  const { t } = useLocale();
  const rows = ids.flatMap((id) => useTorrents.getState().byId.get(id) ?? []);
  return (
    <LimitsForm
      title={
        rows.length === 1
          ? t('limits.titleOne', { name: rows[0]?.name ?? '' })
          : t('limits.title', { count: rows.length })
      }
      hint={t('limits.hint')}
      down={sharedLimit(rows, 'downLimit')}
      up={sharedLimit(rows, 'upLimit')}
      save={(down, up) => saveAll(rows, down, up)}
      onClose={closeDialog}
    />
  );
}

interface PeerLimitsProps {
  readonly id: InfoHash;
  readonly peer: TransferLimits & { readonly address: string };
  onClose(): void;
}

/** The limits of one peer of a torrent. */
export function PeerLimitsDialog({ id, peer, onClose }: PeerLimitsProps) {
  const { t } = useLocale();
  const { address } = peer;
  return (
    <LimitsForm
      title={t('limits.titleOne', { name: address })}
      hint={t('limits.peerHint')}
      down={peer.downLimit}
      up={peer.upLimit}
      save={async (downLimit = 0, upLimit = 0) =>
        void (await report(api.limitPeer({ id, address, limits: { downLimit, upLimit } })))
      }
      onClose={onClose}
    />
  );
}
