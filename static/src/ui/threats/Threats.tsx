/** What protects you, and what does not: for each danger a short card that opens at a tap. Never promises what no test holds (server/THREATS.md). */
import './threats.css';
import { Icon } from '../parts/Icon';
import { Screen } from '../parts/Screen';
import { CARDS, type Key } from './cards';
import { w } from './words';

function Sentences({ tone, keys }: { readonly tone: 'holds' | 'fails'; readonly keys: readonly Key[] }) {
  return (
    <>
      <h3 class={`threat-${tone}`}>
        <Icon name={tone === 'holds' ? 'check' : 'warning'} />
        {w(tone)}
      </h3>
      <ul>
        {keys.map((key) => (
          <li key={key}>{w(key)}</li>
        ))}
      </ul>
    </>
  );
}

/** `back`: where it was opened from. */
export function Threats({ back }: { readonly back: string }) {
  return (
    <Screen title={w('title')} back={back}>
      <p>{w('intro')}</p>
      <div class="list">
        {CARDS.map(({ title, holds, fails }) => (
          <details class="threat" name="threats" key={title}>
            <summary>{w(title)}</summary>
            <Sentences tone="holds" keys={holds} />
            <Sentences tone="fails" keys={fails} />
          </details>
        ))}
      </div>
    </Screen>
  );
}
