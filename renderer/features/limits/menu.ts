import { Gauge } from 'lucide-react';
import { openDialog } from '../../stores/app.ts';
import type { MenuEntry } from '../torrents/menu/entry.ts';

export const limitsEntry: MenuEntry = {
  kind: 'action',
  id: 'limits',
  icon: Gauge,
  label: ({ t }) => t('limits.menu'),
  run: ({ ids }) => openDialog({ kind: 'limits', ids }),
};
