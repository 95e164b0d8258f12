/** What this device carries for others, file by file, and the receipts that go back. */
import type { CarriedFile } from '../../journey/by_hand';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Chip } from '../parts/Chip';
import { RefusalNotice } from '../parts/RefusalNotice';
import { give } from './file';
import { w } from './words';

function File({ file }: { readonly file: CarriedFile }) {
  const { id, letters, delivered, isWritten } = file;
  const write = useAction(async () => give(await engine.writeReceipts(id)));
  const forget = useAction(() => engine.forgetFile(id));
  const isDone = delivered === letters;
  return (
    <li class="card stack">
      <Chip tone={isDone ? 'good' : 'warn'} icon={isDone ? 'delivered' : 'clock'}>
        {w('carried_done', { delivered, letters })}
      </Chip>
      <small>{w(delivered > 0 ? 'receipts_note' : 'carried_wait')}</small>
      <RefusalNotice refusal={write.refusal ?? forget.refusal} />
      {delivered > 0 && (
        <Button kind={isWritten ? 'quiet' : 'primary'} icon="share" wide busy={write.busy} onClick={write.run}>
          {w(isWritten ? 'receipts_again' : 'receipts_do')}
        </Button>
      )}
      <details class="more">
        <summary>{w('forget')}</summary>
        <p>{w('forget_note')}</p>
        <Button kind="quiet" wide busy={forget.busy} onClick={forget.run}>
          {w('forget_do')}
        </Button>
      </details>
    </li>
  );
}

export function Carried({ files }: { readonly files: readonly CarriedFile[] }) {
  return (
    <section class="stack" aria-labelledby="carried">
      <h2 id="carried">{w('carried')}</h2>
      {files.length === 0 && <p class="soft">{w('carried_none')}</p>}
      <ul class="list">
        {files.map((file) => (
          <File key={file.id} file={file} />
        ))}
      </ul>
    </section>
  );
}
