/** Recording a voice: whether it may be begun, how loud it is, and how much of it is on the disk. It goes on while other pages of the record are filled in. */
import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Slice } from '../../journey/media';
import { engine, Locked } from '../engine';
import type { Session } from '../capture/session';
import { inSafariTab } from '../home/safari';
import { saveBeforeLock } from '../leaving';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { useAnswerOnce } from '../capture/once';
import { CannotRecord, record } from './recorder';
import type { Ended, Recorder } from './recorder';
import { LEAST_SECONDS, roomSeconds } from './room';
import { clockOf, newMediaId } from './show';
import { w } from './words';

interface VoiceProps {
  readonly session: Session;
  readonly place: number;
  /** A recording has ended. */
  readonly changed: () => void;
  /** The one that is under way. */
  readonly current: Signal<string | null>;
}

const LOOK_MS = 150;
/** Quieter than anybody who speaks; louder than a room. */
const HEARD = 0.02;
const QUIET_MS = 8_000;

type State = 'off' | 'starting' | 'on' | 'paused';

/** A voice is attention, as a touch is (idle.ts): while somebody speaks, the app does not lock. */
const heardSomebody = (): boolean => dispatchEvent(new Event('input'));

/** Phones turn their screen off after a minute; then the app would be out of sight. Refused, it is as ever. */
async function keepScreenOn(): Promise<() => void> {
  const lock = await navigator.wakeLock?.request('screen').catch(() => null);
  return () => void lock?.release();
}

function useVoice({ session, place, changed, current }: VoiceProps) {
  const state = useSignal<State>('off');
  const why = useSignal<{ readonly why: Ended; readonly reason: unknown } | null>(null);
  const ms = useSignal(0);
  const running = useRef<Recorder | null>(null);
  const release = useRef<() => void>(() => undefined);
  const over = useRef(false);
  const end = (): void => {
    release.current();
    running.current = null;
    state.value = 'off';
    current.value = null;
    changed();
  };
  const stop = async (): Promise<void> => {
    try {
      await running.current?.stop();
    } finally {
      end();
    }
  };
  const begin = async (): Promise<void> => {
    [state.value, why.value, ms.value] = ['starting', null, 0];
    const media = newMediaId(place);
    current.value = media;
    let index = 0;
    try {
      await session.keep();
      const recorder = await record({
        async keep({ data, kind, ms: length }) {
          const slice: Slice = { media, index, kind, how: 'masked', ms: length, data };
          index += 1;
          await engine.keepSlice(session.draftId, slice);
          ms.value = length;
        },
        ended(reasonWhy, reason) {
          if (!(reason instanceof Locked)) why.value = { why: reasonWhy, reason };
          end();
        },
      });
      running.current = recorder;
      // The question for permission may be answered when nobody waits any more.
      if (over.current) return await stop();
      state.value = 'on';
      release.current = await keepScreenOn();
    } catch (reason) {
      if (!(reason instanceof Locked)) why.value = { why: reason instanceof CannotRecord ? reason.why : 'failed', reason: reason instanceof CannotRecord ? null : reason };
      end();
    }
  };
  useLayoutEffect(() => {
    const quietly = (): Promise<void> => (running.current === null ? Promise.resolve() : stop());
    const forget = saveBeforeLock(quietly);
    session.closing.add(quietly);
    return () => {
      over.current = true;
      forget();
      session.closing.delete(quietly);
      quietly().catch(() => undefined);
    };
  }, [session]);
  const pause = (): void => {
    if (state.value === 'on') running.current?.pause();
    else running.current?.resume();
    state.value = state.value === 'on' ? 'paused' : 'on';
  };
  return { state: state.value, why: why.value, ms: ms.value, level: () => running.current?.level() ?? 0, begin, stop, pause };
}

function Meter({ level, isOn }: { readonly level: () => number; readonly isOn: boolean }) {
  const now = useSignal(0);
  const isQuiet = useSignal(false);
  useEffect(() => {
    if (!isOn) return undefined;
    let lastHeard = Date.now();
    let lastTold = 0;
    const timer = setInterval(() => {
      now.value = level();
      const time = Date.now();
      if (now.value > HEARD) lastHeard = time;
      if (time === lastHeard && time - lastTold > QUIET_MS) {
        lastTold = time;
        heardSomebody();
      }
      isQuiet.value = time - lastHeard > QUIET_MS;
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [isOn]);
  return (
    <>
      <meter class="media-level" aria-label={w('level')} min={0} max={1} value={isOn ? now.value : 0} />
      {isOn && isQuiet.value && <p class="soft">{w('quiet')}</p>}
    </>
  );
}

function Why({ why, reason }: { readonly why: Ended; readonly reason: unknown }) {
  return (
    <>
      <Notice tone="warn" title={w(why)}>
        <p>{w(`${why}_note`)}</p>
      </Notice>
      {reason !== null && <RefusalNotice refusal={reason} />}
    </>
  );
}

const roomWords = (seconds: number): string => (seconds >= 2 * 3600 ? w('room_hours', { hours: Math.floor(seconds / 3600) }) : w('room_minutes', { minutes: Math.floor(seconds / 60) }));

export function Voice(props: VoiceProps) {
  const voice = useVoice(props);
  const room = useAnswerOnce(roomSeconds, '');
  if (inSafariTab(navigator)) {
    return (
      <Notice tone="warn" title={w('safari')}>
        <p>{w('safari_note')}</p>
      </Notice>
    );
  }
  if (voice.state === 'off') {
    const seconds = room.value;
    if (seconds !== null && seconds < LEAST_SECONDS) {
      return (
        <Notice tone="warn" title={w('no_room')}>
          <p>{w('no_room_note')}</p>
        </Notice>
      );
    }
    return (
      <>
        {voice.why !== null && <Why {...voice.why} />}
        <Button kind="quiet" wide onClick={() => void voice.begin()}>
          {w('voice')}
        </Button>
        <small>
          {w('masked_note')} {seconds !== null && roomWords(seconds)}
        </small>
      </>
    );
  }
  return (
    <div class="stack media-recording" data-state={voice.state}>
      <p role="status">
        <strong>{w(voice.state)}</strong> {voice.ms > 0 && w('kept', { time: clockOf(voice.ms) })}
      </p>
      <Meter level={voice.level} isOn={voice.state === 'on'} />
      <div class="row">
        <Button kind="quiet" disabled={voice.state === 'starting'} onClick={voice.pause}>
          {w(voice.state === 'paused' ? 'resume' : 'pause')}
        </Button>
        <Button kind="primary" disabled={voice.state === 'starting'} onClick={() => void voice.stop()}>
          {w('stop')}
        </Button>
      </div>
      <small>{w('stay')}</small>
    </div>
  );
}
