import type { Page } from 'playwright-core';

/** A text that is too faint on its ground: what, how faint, what would be enough. */
export interface Faint {
  readonly text: string;
  readonly ratio: number;
  readonly wanted: number;
}

/**
 * Measures the contrast of every visible text on the page (WCAG 2.2, 1.4.3: 4.5 to 1, or 3 to 1 from 24 px or bold 18.7 px on).
 * Grounds are composed from the colours of all ancestors; disabled controls are exempt, as the rule says.
 */
export function faintTexts(page: Page): Promise<Faint[]> {
  return page.evaluate(() => {
    type Colour = readonly [red: number, green: number, blue: number, alpha: number];
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (canvas === null) throw new Error('no canvas');
    const parse = (css: string): Colour => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [red, green, blue, alpha / 255];
    };
    const over = (top: Colour, below: Colour): Colour => {
      const mix = (index: 0 | 1 | 2): number => top[index] * top[3] + below[index] * (1 - top[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const ground = (element: Element | null): Colour => {
      if (element === null) return [255, 255, 255, 1];
      const own = parse(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, ground(element.parentElement));
    };
    const luminance = (colour: Colour): number => {
      const [red, green, blue] = colour.slice(0, 3).map((channel) => {
        const part = channel / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
    };
    const faint: { text: string; ratio: number; wanted: number }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent?.trim() ?? '';
      const element = walker.currentNode.parentElement;
      if (
        text === '' ||
        element === null ||
        element.closest(':disabled, option, noscript, [aria-hidden="true"] svg') ||
        !element.checkVisibility({ visibilityProperty: true })
      )
        continue;
      const style = getComputedStyle(element);
      const below = ground(element);
      const colour = over(parse(element instanceof SVGElement ? style.fill : style.color), below);
      const [light, dark] = [luminance(colour), luminance(below)].sort((a, b) => b - a);
      const ratio = ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
      if (ratio < wanted) faint.push({ text: text.slice(0, 40), ratio: Math.round(ratio * 100) / 100, wanted });
    }
    return faint;
  });
}
