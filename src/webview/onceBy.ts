/** Runs `set` only when `content` is not what it was the last time: the document is left alone while nothing changes. */
export function onceBy(): (content: unknown, set: () => void) => void {
  let before: string | undefined;
  return (content, set) => {
    const now = JSON.stringify(content);
    if (now === before) return;
    before = now;
    set();
  };
}
