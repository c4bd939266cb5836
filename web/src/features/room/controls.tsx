"use client";

import {
  Check,
  Hand,
  Lightbulb,
  Mic,
  MicOff,
  Pause,
  Play,
  RotateCcw,
  SkipForward,
  Square,
  Timer,
} from "lucide-react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { text } from "@/text";

const words = text.room.controls;
type Icon = typeof Mic;

export interface ControlsProps {
  voice: boolean;
  practice: boolean;
  paused: boolean;
  thinking: boolean;
  muted: boolean;
  tapToTalk: boolean;
  talking: boolean;
  disabled: boolean;
  on: {
    think: (on: boolean) => void;
    done: () => void;
    mute: (on: boolean) => void;
    tapMode: (on: boolean) => void;
    tap: () => void;
    repeat: () => void;
    hint: () => void;
    skip: () => void;
    pause: () => void;
    resume: () => void;
    end: () => void;
  };
}

/** Everything that can be done in the room, each a button with its name. */
export function Controls(props: ControlsProps) {
  const { voice, practice, paused, disabled, on } = props;
  return (
    <div role="group" aria-label={words.label} className="flex flex-col items-center gap-3 px-4 pb-4">
      {voice && !paused && <Turn {...props} />}
      <div className="flex flex-wrap justify-center gap-1">
        {paused ? (
          <Button onClick={on.resume} disabled={disabled}>
            <Play aria-hidden className="size-4" />
            {words.resume}
          </Button>
        ) : (
          <>
            <Small Icon={RotateCcw} label={words.repeat} onClick={on.repeat} disabled={disabled} />
            {practice && <Small Icon={Lightbulb} label={words.hint} onClick={on.hint} disabled={disabled} />}
            <Small Icon={SkipForward} label={words.skip} onClick={on.skip} disabled={disabled} />
            <Small Icon={Pause} label={words.pause} onClick={on.pause} disabled={disabled} />
          </>
        )}
        <Confirm
          trigger={
            <Button look="quiet" disabled={disabled} className="text-bad hover:text-bad">
              <Square aria-hidden className="size-4" />
              {words.end}
            </Button>
          }
          title={text.room.end.title}
          confirm={text.room.end.confirm}
          cancel={text.room.end.cancel}
          danger
          onConfirm={on.end}
        >
          {text.room.end.body}
        </Confirm>
      </div>
    </div>
  );
}

function Turn({ thinking, muted, tapToTalk, talking, disabled, on }: ControlsProps) {
  return (
    <div className="flex flex-wrap justify-center gap-2">
      {tapToTalk ? (
        <Button size="large" onClick={on.tap} aria-pressed={talking} disabled={disabled}>
          {talking ? <Check aria-hidden className="size-5" /> : <Mic aria-hidden className="size-5" />}
          {talking ? words.tapOff : words.tapOn}
        </Button>
      ) : (
        <>
          <Button look="secondary" aria-pressed={thinking} onClick={() => on.think(!thinking)} disabled={disabled}>
            <Timer aria-hidden className="size-4" />
            {thinking ? words.thinkOff : words.think}
          </Button>
          <Button look="secondary" onClick={on.done} disabled={disabled}>
            <Check aria-hidden className="size-4" />
            {words.done}
          </Button>
          <Button
            look="secondary"
            size="icon"
            aria-pressed={muted}
            aria-label={muted ? words.unmute : words.mute}
            onClick={() => on.mute(!muted)}
            disabled={disabled}
          >
            {muted ? <MicOff aria-hidden className="size-5 text-bad" /> : <Mic aria-hidden className="size-5" />}
          </Button>
        </>
      )}
      <Button look="quiet" onClick={() => on.tapMode(!tapToTalk)} disabled={disabled}>
        <Hand aria-hidden className="size-4" />
        {tapToTalk ? words.free : words.tap}
      </Button>
    </div>
  );
}

function Small({ Icon, label, ...rest }: { Icon: Icon; label: string; onClick: () => void; disabled: boolean }) {
  return (
    <Button look="quiet" {...rest}>
      <Icon aria-hidden className="size-4" />
      {label}
    </Button>
  );
}
