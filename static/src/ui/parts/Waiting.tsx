/** While the first answer of the engine is on its way. */
import { w } from './words';

export function Waiting() {
  return (
    <p class="waiting" role="status">
      {w('waiting')}
    </p>
  );
}
