/** The tallest that an element may be: browsers draw nothing beyond some 33 million pixels. */
const HEIGHT_MAX = 8_000_000;
export const ROW_HEIGHT = 20;

/** Which of any number of rows are seen, and where the scroll bar stands for them. The row at the top, with a fraction, is what counts. */
export class RowWindow {
  total = 0;
  heightPixels = 0;
  #top = 0;

  get top(): number {
    return this.#top;
  }

  get visibleRows(): number {
    return Math.max(1, Math.floor(this.heightPixels / ROW_HEIGHT));
  }

  get maxTop(): number {
    return Math.max(0, this.total - this.heightPixels / ROW_HEIGHT);
  }

  get isAtEnd(): boolean {
    return this.#top >= this.maxTop - 0.5;
  }

  /** The height of all rows, or as much of it as a browser can have. */
  get contentPixels(): number {
    return Math.min(this.total * ROW_HEIGHT, HEIGHT_MAX);
  }

  get scrollPixels(): number {
    const scrollable = this.contentPixels - this.heightPixels;
    return this.maxTop === 0 ? 0 : (this.#top / this.maxTop) * Math.max(0, scrollable);
  }

  moveTo(top: number): void {
    this.#top = Math.min(Math.max(0, top), this.maxTop);
  }

  moveToScroll(pixels: number): void {
    const scrollable = this.contentPixels - this.heightPixels;
    this.moveTo(scrollable <= 0 ? 0 : (pixels / scrollable) * this.maxTop);
  }

  moveToEnd(): void {
    this.moveTo(Infinity);
  }
}
