import { create } from 'zustand';
import { desktopDefaults } from '../../preload/contract/desktop-settings.ts';
import type {
  DesktopSettings,
  EngineState,
  InfoHash,
  Notice,
  Offer,
  PlainFault,
  Removal,
} from '../../preload/contract/index.ts';
import type { SettingGroup } from '../../preload/contract/settings.ts';
import type { OrganisePage } from '../features/organise/pages.ts';

export interface Toast {
  readonly key: number;
  readonly notice:
    | Exclude<Notice, { kind: 'reveal' }>
    | { readonly kind: 'removed'; readonly removal: Removal; readonly name: string };
}

export type Dialog =
  | { readonly kind: 'remove'; readonly ids: readonly InfoHash[] }
  | { readonly kind: 'settings'; readonly group?: SettingGroup }
  | { readonly kind: 'removed' }
  | { readonly kind: 'watch' }
  | { readonly kind: 'import' }
  | { readonly kind: 'create' }
  | { readonly kind: 'export' }
  | { readonly kind: 'locate'; readonly id: InfoHash }
  | { readonly kind: 'move'; readonly ids: readonly InfoHash[] }
  | {
      readonly kind: 'rename';
      readonly id: InfoHash;
      readonly path: string;
      readonly file: number | undefined;
    }
  | { readonly kind: 'limits'; readonly ids: readonly InfoHash[] }
  | ({ readonly kind: 'organise' } & OrganisePage)
  | { readonly kind: 'statistics' }
  | { readonly kind: 'close' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'about' }
  | { readonly kind: 'log' }
  | { readonly kind: 'link' }
  | undefined;

interface AppState {
  readonly version: string;
  readonly platform: string;
  readonly locale: string;
  readonly desktop: DesktopSettings;
  readonly accent: string | undefined;
  readonly engine: EngineState;
  readonly offers: readonly Offer[];
  readonly removals: readonly Removal[];
  readonly toasts: readonly Toast[];
  readonly dialog: Dialog;
}

export const useApp = create<AppState>(() => ({
  version: '',
  platform: '',
  locale: 'en',
  desktop: desktopDefaults,
  accent: undefined,
  engine: { phase: 'starting' },
  offers: [],
  removals: [],
  toasts: [],
  dialog: undefined,
}));

/** The oldest give way: a hundred broken files must not fill the window. */
const MAX_TOASTS = 4;
let nextKey = 1;

export function pushToast(notice: Toast['notice']): void {
  const key = nextKey++;
  useApp.setState(({ toasts }) => ({ toasts: [...toasts, { key, notice }].slice(-MAX_TOASTS) }));
}

export function dropToast(key: number): void {
  useApp.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.key !== key) }));
}

/** Removals that cannot be undone any more need no toast to undo them. */
export function dropFinal(removals: readonly Removal[]): void {
  const open = new Set(removals.map((one) => one.removal));
  useApp.setState(({ toasts }) => ({
    toasts: toasts.filter(
      ({ notice }) => notice.kind !== 'removed' || open.has(notice.removal.removal),
    ),
  }));
}

export function showFault(fault: PlainFault): void {
  pushToast({ kind: 'fault', fault });
}

/** Shows the fault of a failed call; passes the value of a good one on. */
export async function report<T>(
  call: Promise<{ readonly ok: true; readonly value: T } | ({ readonly ok: false } & PlainFault)>,
): Promise<T | undefined> {
  const result = await call;
  if (result.ok) return result.value;
  showFault(result);
  return undefined;
}

export const openDialog = (dialog: Dialog): void => useApp.setState({ dialog });
export const closeDialog = (): void => useApp.setState({ dialog: undefined });
