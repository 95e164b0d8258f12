/** An export that lies on this computer: where, which files, and the fingerprint of each, so that a receiver can check what arrived. */
import type { ExportReport } from '../../journey/publishing';
import { language } from '../words';
import { Notice } from '../parts/Notice';
import { spokenBytes } from './asking';
import { Earlier } from './Earlier';
import { Report } from './Report';
import { w } from './words';

export function Made({ report }: { readonly report: ExportReport }) {
  return (
    <>
      <Notice tone="good" title={w('made_title')}>
        {report.folder !== null && (
          <>
            <p>{w('folder')}</p>
            <code class="code publish-command">{report.folder}</code>
          </>
        )}
      </Notice>
      <section class="stack">
        <h2>{w('files')}</h2>
        <p class="soft">{w('files_note')}</p>
        <ul class="list">
          {report.files.map((file) => (
            <li class="card stack-close" key={file.name}>
              <span class="row row-apart">
                <bdi class="item-title">{file.name}</bdi>
                <small>{spokenBytes(file.bytes, language.value)}</small>
              </span>
              <small class="code publish-hash">{file.sha256}</small>
            </li>
          ))}
        </ul>
      </section>
      <Earlier report={report} />
      <Report report={report} title={w('report_made')} />
    </>
  );
}
