/** How far something is, in words first. A total of 0 means that nobody can know it: the bar then only says that work goes on. */
export function Progress({ done, total, label }: { readonly done: number; readonly total: number; readonly label: string }) {
  return (
    <div class="progress">
      <span role="status">{label}</span>
      {total > 0 ? <progress aria-label={label} value={done} max={total} /> : <progress aria-label={label} />}
    </div>
  );
}
