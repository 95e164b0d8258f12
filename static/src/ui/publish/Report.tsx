/** What an export holds or would hold, in counts: what was held back by consent, what is disputed, how small the smallest group is. */
import type { ExportReport, ExportTable } from '../../journey/publishing';
import { DEFAULT_FORM } from '../../capture/default_form';
import { saidIn } from '../../capture/languages';
import { language } from '../words';
import { smallestGroup } from './asking';
import { w } from './words';

const RECORDS = 'records';

/** Tables are called as the form calls their collection; one that is not known here keeps the desk's name. */
function tableName(name: string): string {
  if (name === RECORDS) return w('table_records');
  const label = DEFAULT_FORM.q.find((node) => node.n === name)?.l;
  return label === undefined ? name : saidIn(label, language.value);
}

function Tables({ tables }: { readonly tables: readonly ExportTable[] }) {
  return (
    <div class="publish-scroll">
      <table class="publish-table">
        <thead>
          <tr>
            <th scope="col">{w('table')}</th>
            <th scope="col">{w('rows')}</th>
            <th scope="col">{w('groups')}</th>
            <th scope="col">{w('group_smallest')}</th>
          </tr>
        </thead>
        <tbody>
          {tables.map((table) => (
            <tr key={table.name}>
              <th scope="row">
                <bdi>{tableName(table.name)}</bdi>
              </th>
              <td>{table.rows}</td>
              <td>{table.classes}</td>
              <td>{table.rows === 0 ? w('none') : table.smallestClass}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Report({ report, title }: { readonly report: ExportReport; readonly title: string }) {
  const smallest = smallestGroup(report);
  const counts: readonly (readonly [string, string | number])[] = [
    [w('considered'), report.considered],
    [w('withheld'), report.withheldByConsent],
    [w('waiting'), report.waiting],
    [w('exported'), report.exported],
    [w('disputed'), report.disputedValues],
    [w('smallest'), smallest === null ? w('none') : w('smallest_of', { n: smallest })],
  ];
  return (
    <section class="stack">
      <h2>{title}</h2>
      <dl class="publish-counts">
        {counts.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {report.tables.length > 0 && <Tables tables={report.tables} />}
    </section>
  );
}
