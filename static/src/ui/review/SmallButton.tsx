/** A quiet action beside an answer: many stand on one screen, so it is drawn without a border, but is as large to the finger as any other. */
import { Icon, type IconName } from '../parts/Icon';

export interface SmallButtonProps {
  readonly label: string;
  readonly icon: IconName;
  /** For one that opens something below it. */
  readonly expanded?: boolean;
  readonly onClick: () => void;
}

export function SmallButton({ label, icon, expanded, onClick }: SmallButtonProps) {
  return (
    <button type="button" class="button button-quiet small-button" aria-expanded={expanded} onClick={onClick}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}
