/** What earlier exports mean for this one: who waits because of them, and which of them hold testimonies that may no longer be used. */
import type { ExportReport } from '../../journey/publishing';
import { Notice } from '../parts/Notice';
import { w } from './words';

export function Earlier({ report }: { readonly report: ExportReport }) {
  return (
    <>
      {report.withdrawn.length > 0 && (
        <Notice tone="warn" title={w('withdrawn_title')}>
          <p>{w('withdrawn')}</p>
          <ul class="publish-steps">
            {report.withdrawn.map(({ name, day, purpose, testimonies }) => (
              <li key={name}>
                {w('withdrawn_of', { day, purpose: w(purpose), n: testimonies })} <bdi class="code publish-hash">{name}</bdi>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {report.waiting > 0 && (
        <Notice tone="calm" title={w('waiting_title', { n: report.waiting })}>
          <p>{w('waiting_why')}</p>
        </Notice>
      )}
    </>
  );
}
