/** What would pass where this does not. Taking it changes the question, so it is previewed again. */
import type { ExportReport } from '../../journey/publishing';
import { Button } from '../parts/Button';
import { language } from '../words';
import { spokenShare } from './asking';
import { w } from './words';

export function Proposals({ report, take }: { readonly report: ExportReport; readonly take: (k: number) => void }) {
  return (
    <>
      {report.proposals.map(({ k, highestRisk, globalRisk }) => (
        <section class="card stack-close" key={k}>
          <p>{w('would_pass', { k, highest: spokenShare(highestRisk, language.value), global: spokenShare(globalRisk, language.value) })}</p>
          <Button kind="quiet" onClick={() => take(k)}>{w('would_pass_take', { k })}</Button>
        </section>
      ))}
    </>
  );
}
