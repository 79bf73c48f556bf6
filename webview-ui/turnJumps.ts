/** Where jumps go: tasks, and the turns after a task's first, in order. */
const stops = '.task, .turn[data-stop]';
/** What is as near to the top as this is where one is already, in pixels. */
const near = 8;

/** The turn after the one at the top of the visible part, or the start of that one and then the one before; null: none. */
export function turnToJumpTo(log: HTMLElement, step: 1 | -1): HTMLElement | null {
  const top = log.getBoundingClientRect().top;
  const all = [...log.querySelectorAll<HTMLElement>(stops)];
  const distance = (element: HTMLElement): number => element.getBoundingClientRect().top - top;
  return (
    (step === 1 ? all.find(element => distance(element) > near) : all.findLast(element => distance(element) < -near)) ??
    null
  );
}
