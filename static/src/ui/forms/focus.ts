/** Where a person is, once the button that they pressed is gone. */
export function focusTitle(): void {
  document.querySelector('h1')?.focus({ preventScroll: true });
}
