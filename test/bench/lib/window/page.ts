import type { Page } from '@playwright/test';

/** What is measured inside of the page. Each runs while the benchmark's own hands are off. */

/** The longest time between two frames while `seconds` of scrolling through the whole list go on, in ms. */
export const scrollFrames = (page: Page, seconds: number): Promise<number> =>
  page.evaluate(async (length) => {
    const list = document.getElementById('torrents') as HTMLElement;
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    const from = await frame();
    let last = from;
    let longest = 0;
    while (last - from < length * 1000) {
      // There and back, at the pace of a hand on the bar.
      const phase = (1 - Math.cos(((last - from) / 2500) * Math.PI)) / 2;
      list.scrollTop = phase * (list.scrollHeight - list.clientHeight);
      const now = await frame();
      longest = Math.max(longest, now - last);
      last = now;
    }
    list.scrollTop = 0;
    return longest;
  }, seconds);

/** Watches the frames until the returned function is called, which gives the longest time between two in ms. */
export async function watchFrames(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const state = { on: true, longest: 0, last: performance.now() };
    const look = (now: number): void => {
      state.longest = Math.max(state.longest, now - state.last);
      state.last = now;
      if (state.on) requestAnimationFrame(look);
    };
    requestAnimationFrame((now) => {
      state.last = now;
      requestAnimationFrame(look);
    });
    Object.assign(window, { benchFrames: state });
  });
  return () =>
    page.evaluate(() => {
      const { benchFrames } = window as unknown as {
        benchFrames: { on: boolean; longest: number };
      };
      benchFrames.on = false;
      return benchFrames.longest;
    });
}

/** From the click on a column's head until the list is painted in its new order, in ms. */
export const sortBy = (page: Page, column: string): Promise<number> =>
  page.evaluate(async (id) => {
    const head = document.getElementById(`column-${id}`);
    if (head === null) throw new Error(`no head of the column ${id}`);
    const from = performance.now();
    head.click();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    return performance.now() - from;
  }, column);

/** From the input until the list is painted with what is left, in ms. */
export const filterBy = (page: Page, text: string): Promise<number> =>
  page.evaluate(async (words) => {
    const box = document.getElementById('filter') as HTMLInputElement;
    const from = performance.now();
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    set?.call(box, words);
    box.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    return performance.now() - from;
  }, text);

/** From choosing the files' tab until their first row is painted, in ms. */
export const openFiles = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const tab = document.querySelectorAll<HTMLElement>('.details [role=tab]')[1] as HTMLElement;
    const from = performance.now();
    tab.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }));
    tab.click();
    const rows = (): number =>
      document.querySelectorAll('.details [role=row], .details [role=treeitem]').length;
    while (rows() < 3) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      if (performance.now() - from > 20_000) throw new Error('no files came');
    }
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    return performance.now() - from;
  });
