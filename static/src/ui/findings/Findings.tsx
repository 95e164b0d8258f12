/** What the relay signed and cannot be true, one notice each, until the person says that they have seen it. */
import type { Finding } from '../../journey';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { day } from '../words';
import { w } from './words';

function what({ name, author }: Finding): string {
  if (name === 'log_rolled_back') return w('rolled_back_what');
  return author === null ? w('fork_what') : w('fork_told', { label: author.label });
}

function One({ finding }: { readonly finding: Finding }) {
  const seen = useAction(() => engine.findingSeen(finding.id));
  return (
    <Notice tone="danger" title={w(finding.name === 'log_rolled_back' ? 'rolled_back' : 'fork')}>
      <p>{what(finding)}</p>
      <p>{w('next')}</p>
      <small>{w('found_on', { day: day(finding.day) })}</small>
      <RefusalNotice refusal={seen.refusal} />
      <div class="actions">
        <Button kind="quiet" icon="check" busy={seen.busy} onClick={seen.run}>
          {w('seen')}
        </Button>
      </div>
    </Notice>
  );
}

export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <>
      {findings.map((finding) => (
        <One key={finding.id} finding={finding} />
      ))}
    </>
  );
}
