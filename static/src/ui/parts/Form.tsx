/** A form that never leaves the page: the button and the Enter key both call `onSubmit`. */
import type { ComponentChildren } from 'preact';

export function Form({ onSubmit, children }: { readonly onSubmit: () => void; readonly children: ComponentChildren }) {
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}
