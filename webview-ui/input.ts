/** The text of the control that an input event came from. */
export function textOf(event: Event): string {
  const control: unknown = event.currentTarget;
  return control instanceof HTMLElement && 'value' in control && typeof control.value === 'string' ? control.value : '';
}
