/** A refused export is the tool doing its work: nobody was exposed. It says so first, then why, then what can be done. */
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { PROTECTING } from './asking';
import { w } from './words';

export function Protected({ refusal }: { readonly refusal: string }) {
  if (!PROTECTING.includes(refusal)) return <RefusalNotice refusal={refusal} />;
  const consent = refusal === 'nothing_to_export';
  const steps = consent ? [w('safe_consent_1'), w('safe_consent_2'), w('safe_consent_3')] : [w('safe_k_1'), w('safe_k_2'), w('safe_k_3')];
  return (
    <Notice tone="good" title={consent ? w('safe_consent_title') : w('safe_k_title')}>
      <p>{consent ? w('safe_consent') : w('safe_k')}</p>
      <h3>{w('next')}</h3>
      <ul class="publish-steps">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </Notice>
  );
}
