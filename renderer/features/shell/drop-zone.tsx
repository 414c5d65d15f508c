import './drop-zone.css';
import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { openTransfer, takesTransfer } from './transfer.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** Torrents can be dropped anywhere, and pasted anywhere outside a text field. */
export function DropZone() {
  const { t } = useLocale();
  const [over, setOver] = useState(false);

  useEffect(() => {
    // Enter and leave come for every element on the way: only their balance tells.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      if (!takesTransfer(event.dataTransfer)) return;
      depth++;
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (!takesTransfer(event.dataTransfer)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent): void => {
      if (!takesTransfer(event.dataTransfer) || event.dataTransfer === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    const onDrop = (event: DragEvent): void => {
      if (!takesTransfer(event.dataTransfer)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      openTransfer(event.dataTransfer, (call) => void report(call), api);
    };
    const onPaste = (event: ClipboardEvent): void => {
      if (isTyping(event.target) || !takesTransfer(event.clipboardData)) return;
      event.preventDefault();
      openTransfer(event.clipboardData, (call) => void report(call), api);
    };
    document.addEventListener('dragenter', onEnter);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('dragover', onOver);
    document.addEventListener('drop', onDrop);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('dragenter', onEnter);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('drop', onDrop);
      document.removeEventListener('paste', onPaste);
    };
  }, []);

  if (!over) return null;
  return (
    <div className="drop-zone" aria-hidden="true">
      <span>
        <Download size={18} /> {t('list.drop')}
      </span>
    </div>
  );
}
