import { ArrowLeftRight } from 'lucide-react';
import type { TorrentSnapshot } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { report } from '../../stores/app.ts';
import { type MenuEntry, marked } from '../torrents/menu/entry.ts';

const wish = (name: 'sequential' | 'firstLast' | 'superSeeding'): MenuEntry => ({
  kind: 'check',
  id: name,
  label: ({ t }) => t(`policy.${name}`),
  checked: (target) => marked(target, (row: TorrentSnapshot) => row[name]),
  set: ({ ids }, on) => void report(api.setPolicy({ ids, [name]: on })),
});

/** In which order the selected torrents fetch, and how they give. */
export const policyEntry: MenuEntry = {
  kind: 'submenu',
  id: 'policy',
  icon: ArrowLeftRight,
  label: ({ t }) => t('policy.menu'),
  entries: () => [wish('sequential'), wish('firstLast'), wish('superSeeding')],
};
