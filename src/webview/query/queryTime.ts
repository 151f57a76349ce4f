/** A moment as an input of the type `datetime-local` has it, in local time with seconds. */
export function toLocalInput(timeMs: number): string {
  const date = new Date(timeMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The moment that an input of the type `datetime-local` holds; undefined where it holds none. */
export function fromLocalInput(text: string): number | undefined {
  const timeMs = new Date(text).getTime();
  return text === '' || Number.isNaN(timeMs) ? undefined : timeMs;
}
