/** A refused export is the tool doing its work: nobody was exposed. It says so first, then why, then what can be done. */
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { PROTECTING } from './asking';
import { w } from './words';

interface ProtectedProps {
  readonly refusal: string;
  /** True if there was no testimony at all: then nobody's consent is the reason. */
  readonly isEmpty: boolean;
}

export function Protected({ refusal, isEmpty }: ProtectedProps) {
  if (!PROTECTING.includes(refusal)) return <RefusalNotice refusal={refusal} />;
  if (isEmpty) {
    return (
      <Notice tone="calm" title={w('open_empty_title')}>
        <p>{w('open_empty')}</p>
      </Notice>
    );
  }
  const consent = refusal === 'nothing_to_export';
  const steps = consent ? [w('safe_consent_1'), w('safe_consent_2'), w('safe_consent_3')] : [w('safe_k_1'), w('safe_k_2')];
  const others = refusal === 'risk_too_high' ? w('safe_risk') : refusal === 'would_stand_out' ? w('safe_earlier') : w('safe_k');
  return (
    <Notice tone="good" title={consent ? w('safe_consent_title') : w('safe_k_title')}>
      <p>{consent ? w('safe_consent') : others}</p>
      <h3>{w('next')}</h3>
      <ul class="publish-steps">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </Notice>
  );
}
