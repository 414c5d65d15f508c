import './shortcuts.css';
import { Fragment } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog } from '../../stores/app.ts';
import { Dialog, DialogBody } from '../../ui/dialog.tsx';
import { type ShortcutGroup, type ShortcutId, shortcutColumns, shortcuts } from './table.ts';
import { useKeysText } from './use-keys-text.ts';

const ids = Object.keys(shortcuts) as ShortcutId[];
const inGroup = (group: ShortcutGroup): ShortcutId[] =>
  ids.filter((id) => shortcuts[id].group === group);

function Keys({ id }: { readonly id: ShortcutId }) {
  const keysText = useKeysText();
  return (
    <dd className="shortcut-keys">
      {shortcuts[id].keys.map((key, index) => (
        <Fragment key={key}>
          {index > 0 && ' '}
          <kbd>{keysText(id, index)}</kbd>
        </Fragment>
      ))}
    </dd>
  );
}

/** The sheet of all shortcuts, made from their table. */
export function ShortcutsDialog() {
  const { t } = useLocale();
  return (
    <Dialog title={t('shortcut.title')} size="tall" onClose={closeDialog}>
      <DialogBody reading>
        <div className="shortcut-sheet">
          {shortcutColumns.map((groups) => (
            <div key={groups[0]} className="shortcut-column">
              {groups.map((group) => (
                <section key={group}>
                  <h3>{t(`shortcutGroup.${group}`)}</h3>
                  <dl>
                    {inGroup(group).map((id) => (
                      <div key={id} className="shortcut">
                        <dt>{t(`shortcut.${id}`)}</dt>
                        <Keys id={id} />
                      </div>
                    ))}
                  </dl>
                </section>
              ))}
            </div>
          ))}
        </div>
      </DialogBody>
    </Dialog>
  );
}
