import { useVirtualizer } from '@tanstack/react-virtual';
import { File, Lock, X } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import type { Offer } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';

export const isLink = ({ preview }: Offer): boolean => preview.files.paths === '';

export const dismiss = (offers: readonly Offer[]): void =>
  void report(api.dismissOffers({ offers: offers.map((one) => one.offer) }));

/** Name, size and what else there is to say of one. */
export function Head({ offer }: { readonly offer: Offer }) {
  const { t, format } = useLocale();
  const { preview } = offer;
  return (
    <div>
      <p className="add-name selectable">{preview.name}</p>
      <p className="add-facts numbers">
        {isLink(offer)
          ? t('add.noMetadata')
          : `${format.bytes(preview.size)} · ${t('add.files', { count: preview.files.lengths.length })}`}
        {preview.private && (
          <span className="add-private">
            <Lock size={12} aria-hidden="true" /> {t('add.private')}
          </span>
        )}
      </p>
      {preview.comment !== '' && (
        <p className="add-comment selectable cut" title={preview.comment}>
          {preview.comment}
        </p>
      )}
    </div>
  );
}

interface OfferListProps {
  readonly offers: readonly Offer[];
  readonly current: string;
  onChoose(offer: string): void;
}

const ROW = 26;

/** Several torrents: one of them is looked at, each can be left out. */
export function OfferList({ offers, current, onChoose }: OfferListProps) {
  const { t, format } = useLocale();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: offers.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 4,
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = offers.findIndex(({ offer }) => offer === current);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const now = offers[at];
    if (event.key === 'Delete' && now !== undefined) {
      event.preventDefault();
      dismiss([now]);
    }
    const next = step === undefined ? undefined : offers[at + step];
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next.offer);
    virtual.scrollToIndex(at + (step ?? 0));
  };
  return (
    <div
      ref={box}
      className="add-list"
      role="listbox"
      tabIndex={0}
      aria-label={t('add.torrentList')}
      aria-activedescendant={`choice-${current}`}
      onKeyDown={onKeyDown}
    >
      <div className="add-items" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const offer = offers[item.index] as Offer;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
            <div
              key={offer.offer}
              id={`choice-${offer.offer}`}
              role="option"
              tabIndex={-1}
              aria-selected={offer.offer === current}
              aria-setsize={offers.length}
              aria-posinset={item.index + 1}
              className="add-item"
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => onChoose(offer.offer)}
            >
              <File size={14} aria-hidden="true" />
              <span className="cut">{offer.preview.name}</span>
              {!isLink(offer) && (
                <span className="numbers">{format.bytes(offer.preview.size)}</span>
              )}
              <span
                className="add-drop"
                title={t('add.leaveOut')}
                aria-hidden="true"
                onClick={(event) => {
                  event.stopPropagation();
                  dismiss([offer]);
                }}
              >
                <X size={13} />
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
