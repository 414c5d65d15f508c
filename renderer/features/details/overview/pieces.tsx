import type {
  PieceStates,
  TorrentFacts,
  TorrentSnapshot,
} from '../../../../preload/contract/index.ts';
import { useLocale } from '../../../i18n/locale.tsx';
import { PieceMap } from './piece-map.tsx';

interface PiecesProps {
  readonly torrent: TorrentSnapshot;
  readonly facts: TorrentFacts | undefined;
  readonly pieces: PieceStates | undefined;
}

/** The map of the pieces, with what its colours mean. */
export function Pieces({ torrent, facts, pieces }: PiecesProps) {
  const { t, format } = useLocale();
  const fraction = torrent.size > 0 ? torrent.done / torrent.size : 0;
  const copies = torrent.availability;
  const count = facts?.pieceCount ?? 0;
  return (
    <section className="pieces">
      <div className="pieces-head numbers">
        <h3>{t('details.pieces')}</h3>
        {facts !== undefined && count > 0 && (
          <span>{t('details.piecesValue', { count, size: format.bytes(facts.pieceLength) })}</span>
        )}
        {copies >= 0 && <span>{t('overview.copies', { copies: format.decimal(copies) })}</span>}
        {count > 0 && (
          <span className="pieces-keys" aria-hidden="true">
            <span className="pieces-key pieces-here">{t('overview.key.here')}</span>
            <span className="pieces-key pieces-active">{t('overview.key.active')}</span>
            {copies >= 0 && (
              <span className="pieces-key pieces-peers">{t('overview.key.peers')}</span>
            )}
            {copies >= 0 && copies < 1 && (
              <span className="pieces-key pieces-nobody">{t('overview.key.nobody')}</span>
            )}
          </span>
        )}
      </div>
      {pieces !== undefined && pieces.count > 0 ? (
        <PieceMap pieces={pieces} fraction={fraction} copies={copies} />
      ) : (
        <div className="piece-map" />
      )}
    </section>
  );
}
