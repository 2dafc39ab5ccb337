const MOST_KNOWN = 500;

/**
 * A pattern for a whole text, in which `*` stands for any characters and `?` for one; upper and lower case are the same.
 * It takes time in proportion to text times pattern at most: both may be chosen to make a regular expression hang.
 */
export class TextPattern {
  private readonly pattern: string;
  /** What it said of texts lately: many hosts have the same services. */
  private readonly known = new Map<string, boolean>();

  constructor(pattern: string) {
    this.pattern = pattern.toLowerCase().replace(/\*+/g, '*');
  }

  fits(text: string): boolean {
    const before = this.known.get(text);
    if (before !== undefined) return before;
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    const fits = this.compare(text);
    this.known.set(text, fits);
    return fits;
  }

  private compare(text: string): boolean {
    const { pattern } = this;
    const lower = text.toLowerCase();
    let [at, place] = [0, 0];
    // Where to go on when what follows the last star does not fit.
    let [star, retry] = [-1, 0];
    while (at < lower.length) {
      const sign = pattern[place];
      if (sign === '*') {
        [star, retry] = [place, at];
        place += 1;
      } else if (sign !== undefined && (sign === '?' || sign === lower[at])) {
        at += 1;
        place += 1;
      } else if (star >= 0) {
        retry += 1;
        [at, place] = [retry, star + 1];
      } else {
        return false;
      }
    }
    while (pattern[place] === '*') place += 1;
    return place === pattern.length;
  }
}
