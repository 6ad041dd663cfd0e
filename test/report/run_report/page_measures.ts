/** What is measured inside of a drawn page; each is an expression that the browser evaluates to JSON. */

export interface TextContrast {
  text: string;
  colour: string;
  background: string;
  /** By WCAG 2: 1 for the same colour, 21 for black on white. */
  ratio: number;
}

/** The texts that stand out least from what is behind them, worst first; folded ones too, once they are unfolded. */
export const worstContrasts = `(() => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = numbers(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const isClear = (colour) => colour === 'transparent' || numbers(colour)[3] === 0;
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!isClear(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === '' || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const colour = element instanceof SVGElement ? style.fill : style.color;
    const behind = background(element);
    const key = colour + '/' + behind;
    if (found.has(key)) continue;
    const [high, low] = [luminance(colour), luminance(behind)].sort((a, b) => b - a);
    const text = walker.currentNode.data.trim().slice(0, 40);
    found.set(key, { text, colour, background: behind, ratio: (high + 0.05) / (low + 0.05) });
  }
  return [...found.values()].sort((a, b) => a.ratio - b.ratio);
})()`;

export const unfoldAll = `document.querySelectorAll('details').forEach((details) => { details.open = true; })`;

/** Elements wider than the page that no frame of their own scrolls, and how far the page itself runs over. */
export const overflow = `(() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const wide = [...document.body.querySelectorAll('*')].filter(
    (element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element),
  );
  return {
    page: document.documentElement.scrollWidth - width,
    elements: wide.slice(0, 5).map((element) => element.tagName + '.' + element.getAttribute('class')),
  };
})()`;

/** For each chart its name, how many marks it draws, and texts of it that stick out or cover one another. */
export const charts = `[...document.querySelectorAll('svg[role=img]')].map((chart) => {
  const frame = chart.getBoundingClientRect();
  const texts = [...chart.querySelectorAll('text')].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
  const isOut = ({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  // Boxes of letters are taller than the letters.
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  const over = texts.flatMap((one, index) =>
    texts.slice(index + 1).filter((other) => meet(one.box, other.box)).map((other) => one.text + ' over ' + other.text));
  const drawn = [...chart.querySelectorAll('circle, .wrong, .line, .path, rect')].filter((mark) => {
    const { width, height } = mark.getBoundingClientRect();
    return width > 0 || height > 0;
  });
  return {
    name: chart.getAttribute('aria-label'),
    marks: drawn.length,
    letterPixels: Math.min(...texts.map(({ box }) => box.height), Infinity),
    faults: [...texts.filter(isOut).map(({ text }) => text + ' sticks out'), ...over],
  };
})`;

export interface ChartMeasure {
  name: string;
  marks: number;
  /** Height of its smallest text; null where it has none. */
  letterPixels: number | null;
  faults: string[];
}

/** The state of folds: whether what they hold is seen. */
export const folds = `[...document.querySelectorAll('details')].map((details) => ({
  summary: details.querySelector('summary').textContent,
  staysFolded: details.closest('.dialogue, .charts') !== null,
  isSeen: details.lastElementChild.checkVisibility({ contentVisibilityAuto: true }),
}))`;
