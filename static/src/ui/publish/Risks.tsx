/** The export attacked by the desk itself: what three kinds of attacker would find, against the limits, and whom they would find first. */
import type { ExportReport } from '../../journey/publishing';
import { language } from '../words';
import { spokenShare } from './asking';
import { w } from './words';

type Exposed = ExportReport['worst'][number];

function Worst({ worst }: { readonly worst: readonly Exposed[] }) {
  return (
    <details>
      <summary>{w('worst', { n: worst.length })}</summary>
      <p class="soft">{w('worst_note')}</p>
      <ol class="publish-steps">
        {worst.map(({ record, group, facts }) => (
          <li key={record}>
            <a href={`#/testimony/${record}`}>
              <bdi class="code">{record.slice(0, 8)}</bdi>
            </a>{' '}
            {facts === null ? w('worst_group', { n: group }) : w('worst_facts', { n: facts })}
          </li>
        ))}
      </ol>
    </details>
  );
}

export function Risks({ report }: { readonly report: ExportReport }) {
  const { risk, limits } = report;
  const said = (share: number) => spokenShare(share, language.value);
  const rows: readonly (readonly [name: string, found: string, limit: string, over: boolean])[] = [
    [w('prosecutor'), said(risk.prosecutor), said(limits.highestRisk), risk.over.includes('highest')],
    [w('journalist'), said(risk.journalist), w('no_limit'), false],
    [w('marketer'), said(risk.marketer), said(limits.globalRisk), risk.over.includes('global')],
  ];
  return (
    <section class="stack">
      <h2>{w('risks')}</h2>
      <p class="soft">{w('risks_note')}</p>
      <dl class="publish-counts">
        <div>
          <dt>{w('unique_before')}</dt>
          <dd>{risk.uniqueBefore}</dd>
        </div>
        {rows.map(([name, found, limit, over]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={over ? 'publish-over' : undefined}>
              {found} <small>{w(over ? 'limit_over' : 'limit', { limit })}</small>
            </dd>
          </div>
        ))}
      </dl>
      {report.worst.length > 0 && <Worst worst={report.worst} />}
    </section>
  );
}
