import { useState } from 'react';
import type { InfoHash } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { useTorrents } from '../../stores/torrents.ts';
import { ShareFields } from './fields.tsx';
import { FormDialog } from './form-dialog.tsx';
import { isShareText, shareOfText, shareText } from './typed.ts';

/** When these torrents have given enough. */
export function ShareDialog({ ids }: { readonly ids: readonly InfoHash[] }) {
  const { t } = useLocale();
  const [first] = ids;
  const row = first === undefined ? undefined : useTorrents.getState().byId.get(first);
  const [share, setShare] = useState(shareText(row?.share ?? {}));
  return (
    <FormDialog
      title={t('organise.shareDialog', { count: ids.length })}
      confirm={t('organise.save')}
      valid={isShareText(share)}
      save={() => api.setShareLimits({ ids, limits: shareOfText(share) })}
    >
      <ShareFields value={share} onChange={setShare} />
    </FormDialog>
  );
}
