import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { en } from '../../renderer/i18n/en.ts';
import { type Look, MockPage } from './support/mock-page.ts';
import { type Scene, scenes } from './support/scenes.ts';

/** German is longer than English, and the zoom is the narrower window. */
const small = { language: 'de', width: 800, height: 600 } as const;
const first: Look = { ...small, theme: 'dark', zoom: 1 };
const second: Look = { ...small, theme: 'light', zoom: 2 };

/** What is wrong with the page as it stands: out of the window, cut without a sign of it, or over its neighbour. */
function flaws(keys: readonly string[]): string[] {
  const found: string[] = [];
  const isKey = new RegExp(`^(${keys.join('|')})(\\.[\\w/-]+)+$`);
  const name = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.className} “${element.textContent?.slice(0, 40)}”`;
  const scrolls = (element: Element): boolean => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  if (document.documentElement.scrollWidth > innerWidth)
    found.push('the page is wider than the window');
  const dialog = document.querySelector('[role=dialog]');
  for (const element of (dialog ?? document.body).querySelectorAll('*')) {
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    );
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const isSeen = box.width > 1 && box.height > 1 && style.visibility === 'visible';
    if (!hasText || !isSeen || element.closest('.visually-hidden, .filter-marks, option') !== null)
      continue;
    if (isKey.test(element.textContent ?? '')) found.push(`a key and no text: ${name(element)}`);
    if ((box.left < -1 || box.right > innerWidth + 1) && !scrolls(element))
      found.push(`out of the window: ${name(element)}`);
    // What stands at the end of its cell overflows at the beginning, which no scrollWidth tells.
    const range = document.createRange();
    range.selectNodeContents(element);
    const isLost =
      style.overflowX === 'hidden' && range.getBoundingClientRect().left < box.left - 1;
    if (isLost) found.push(`cut at its beginning: ${name(element)}`);
    const isCut = element.scrollWidth > element.clientWidth + 1 && style.overflowX === 'hidden';
    if (isCut && style.textOverflow !== 'ellipsis') found.push(`cut: ${name(element)}`);
  }
  for (const alert of document.querySelectorAll('.dialog [role=alert]')) {
    const { left, top, width, height } = alert.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    if (seen === null || !alert.contains(seen)) found.push(`out of sight: ${name(alert)}`);
  }
  // What hangs below the bar, as the filter's explanation does, takes no place in it.
  const hangs = (node: Node): boolean =>
    node instanceof Element && ['absolute', 'fixed'].includes(getComputedStyle(node).position);
  const boxOf = (element: Element): DOMRect => {
    const own = element.getBoundingClientRect();
    let { left, right } = own;
    for (const node of element.childNodes) {
      if (hangs(node)) continue;
      // What overflows a box is seen all the same.
      const range = document.createRange();
      range.selectNode(node);
      const inner = range.getBoundingClientRect();
      if (inner.width === 0) continue;
      left = Math.min(left, inner.left);
      right = Math.max(right, inner.right);
    }
    return new DOMRect(left, own.top, right - left, own.height);
  };
  const rows = '.toolbar, .status-bar, .dialog-foot, .tab-bar, .setting, .sidebar-item';
  for (const bar of document.querySelectorAll(rows)) {
    const boxes = [...bar.children]
      .map(
        (child) =>
          [child, child.matches('.cut') ? child.getBoundingClientRect() : boxOf(child)] as const,
      )
      .filter(([, box]) => box.width > 0 && box.height > 0);
    for (const [one, a] of boxes) {
      for (const [other, b] of boxes) {
        const over = a.left < b.right - 1 && b.left < a.right - 1;
        const beside = a.top < b.bottom - 1 && b.top < a.bottom - 1;
        const isBefore = one.compareDocumentPosition(other) === Node.DOCUMENT_POSITION_FOLLOWING;
        if (isBefore && over && beside)
          found.push(`over each other: ${name(one)} and ${name(other)}`);
      }
    }
  }
  return found;
}

/** What changes its place while numbers beside it or in it change, until they did so this often. */
async function jitter(changes: number): Promise<string[]> {
  const parts =
    '.toolbar > *, .status-bar > *, .sidebar-item > *, .head, .row > *, .tab-bar > *, .details dt';
  const placeOf = (element: Element): string => {
    const { left, top, width } = element.getBoundingClientRect();
    return [left, top, width].map((pixels) => Math.round(pixels)).join(' ');
  };
  const places = new Map<Element, string>();
  const found = new Set<string>();
  let text = '';
  for (let seen = 0; seen < changes; ) {
    await new Promise((done) => requestAnimationFrame(done));
    for (const element of document.querySelectorAll(parts)) {
      const place = placeOf(element);
      const before = places.get(element) ?? place;
      places.set(element, place);
      if (before !== place)
        found.add(
          `${element.className} “${element.textContent?.slice(0, 30)}”: ${before} → ${place}`,
        );
    }
    const now = document.querySelector('.app')?.textContent ?? '';
    if (now !== text) seen++;
    text = now;
  }
  return [...found];
}

/**
 * What a screen reader would stumble over, in what is in front: what lies behind a dialog or a menu is out of reach and
 * has its own scene.
 */
async function violations({ page }: MockPage, rules?: string): Promise<string[]> {
  const builder = new AxeBuilder({ page }).setLegacyMode();
  if (rules !== undefined) builder.withRules(rules);
  for (const front of ['.menu', '.dialog']) {
    if ((await page.locator(front).count()) === 0) continue;
    builder.include(front);
    break;
  }
  const { violations: found } = await builder.analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

let mock: MockPage;

test.beforeAll(async ({ browserName: _ }, testInfo) => {
  mock = await MockPage.open((testInfo.project.metadata as { executable: string }).executable);
});

test.afterAll(() => mock?.close());

const judge = async (rules?: string): Promise<string[]> => [
  ...(await mock.page.evaluate(flaws, Object.keys(en))),
  ...(await violations(mock, rules)),
];

const check = (scene: Scene): void =>
  test(`${scene.name}: nothing is cut, overlaps or stops a screen reader, at 800×600, at 200 %, in German`, async () => {
    await mock.show(scene, first);
    const dark = await judge();
    // What is open stays open while the window changes around it. Only the colours are others for a screen reader.
    await mock.change(second);
    const zoomed = await judge('color-contrast');
    expect({ dark, zoomed }).toEqual({ dark: [], zoomed: [] });
  });

scenes.forEach(check);

test('numbers change, and nothing in the window moves', async () => {
  const details = scenes.find(({ name }) => name === 'details-overview');
  for (const look of [first, { ...first, width: 1280 }]) {
    await mock.show({ ...details, name: 'moving', moves: true }, look);
    expect(await mock.page.evaluate(jitter, 8), `${look.width} wide`).toEqual([]);
  }
  // In another font the digits differ in width; what is one number is written so that they do not.
  const uneven = await mock.page.evaluate(() =>
    [...document.querySelectorAll('.row *, .status-bar *, .sidebar-item *')]
      .filter(
        ({ textContent, children }) =>
          children.length === 0 && /^[\d.,]+(\s.{1,8})?$/.test(textContent ?? ''),
      )
      .filter((one) => getComputedStyle(one).fontVariantNumeric !== 'tabular-nums')
      .map((one) => `${one.className} “${one.textContent}”`),
  );
  expect(uneven).toEqual([]);
});
