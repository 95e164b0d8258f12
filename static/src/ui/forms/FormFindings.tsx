/** What was found in a form: once what a code means, then the places. */
import type { FormFinding } from '../../journey/forms';
import { CODES } from './look';
import { w } from './words';

const MOST_PLACES = 8;

function meaningOf(code: string): string {
  const known = CODES.find((one) => one === code);
  return known === undefined ? `${w('code_other')} (${code})` : w(`code_${known}`);
}

function Places({ findings }: { readonly findings: readonly FormFinding[] }) {
  return (
    <>
      {findings.slice(0, MOST_PLACES).map(({ where, detail }) => (
        <small key={`${where} ${detail}`} class="finding-place">
          <bdi>{[where, detail].filter((part) => part !== '').join(': ')}</bdi>
        </small>
      ))}
      {findings.length > MOST_PLACES && <small>{w('places_more', { n: findings.length - MOST_PLACES })}</small>}
    </>
  );
}

export function Findings({ findings }: { readonly findings: readonly FormFinding[] }) {
  const codes = [...new Set(findings.map(({ code }) => code))];
  return (
    <ul>
      {codes.map((code) => (
        <li key={code}>
          {meaningOf(code)}
          <Places findings={findings.filter((one) => one.code === code)} />
        </li>
      ))}
    </ul>
  );
}
