import './limits.css';
import { useId, useState } from 'react';
import type { InfoHash, TransferLimits } from '../../../preload/contract/index.ts';
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

/** The limits of single torrents, beside those of all. What several have in different ways stays unless it is typed. */
export function LimitsDialog({ ids }: { readonly ids: readonly InfoHash[] }) {
  const { t } = useLocale();
  const rows = ids.flatMap((id) => useTorrents.getState().byId.get(id) ?? []);
  const down = sharedLimit(rows, 'downLimit');
  const up = sharedLimit(rows, 'upLimit');
  const [downText, setDown] = useState(textOfRate(down));
  const [upText, setUp] = useState(textOfRate(up));
  const valid = (text: string, shared: number | undefined): boolean =>
    text.trim() === '' ? shared === undefined : rateOf(text) !== undefined;
  const ready = valid(downText, down) && valid(upText, up);

  const save = async (): Promise<void> => {
    closeDialog();
    const groups = new Map<string, { ids: InfoHash[]; limits: TransferLimits }>();
    for (const row of rows) {
      const limits = {
        downLimit: rateOf(downText) ?? row.downLimit,
        upLimit: rateOf(upText) ?? row.upLimit,
      };
      const key = `${limits.downLimit} ${limits.upLimit}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { ids: [row.id], limits });
      else group.ids.push(row.id);
    }
    for (const group of groups.values()) await report(api.setLimits(group));
  };

  return (
    <Dialog
      size="small"
      title={
        rows.length === 1
          ? t('limits.titleOne', { name: rows[0]?.name ?? '' })
          : t('limits.title', { count: rows.length })
      }
      onClose={closeDialog}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void save();
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
          <p className="limit-hint">{t('limits.hint')}</p>
        </DialogBody>
        <DialogFoot>
          <Button onClick={closeDialog}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" disabled={!ready}>
            {t('limits.save')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
