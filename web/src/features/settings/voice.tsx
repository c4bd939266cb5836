"use client";

import { Play, Square } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Toggle } from "@/components/ui/toggle";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";
import { type Change, type Preferences, hearVoice, useVoices } from "./data";

const words = text.settings.voice;

interface Props {
  preferences: Preferences;
  onChange: (change: Change) => void;
}

/** Voice and speed wait to be heard before they are kept: a step of a slider says little. */
export function VoiceAndCaptions({ preferences, onChange }: Props) {
  const voices = useVoices();
  const [voice, setVoice] = useState(preferences.voice);
  const [rate, setRate] = useState(preferences.speech_rate);
  const kept = voice === preferences.voice && rate === preferences.speech_rate;
  return (
    <Card aria-labelledby="voice" className="flex flex-col gap-4">
      <h2 id="voice" className="text-lg font-semibold">
        {words.title}
      </h2>
      {voices.length > 0 && (
        <Field label={words.voice}>
          {(props) => (
            <Select {...props} value={voice} onChange={(event) => setVoice(event.target.value)}>
              <option value="">{words.own}</option>
              {voices.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label={words.rate} hint={words.rateOf(rate)}>
        {(props) => (
          <input
            {...props}
            type="range"
            min={0.5}
            max={1.5}
            step={0.05}
            value={rate}
            onChange={(event) => setRate(Number(event.target.value))}
            className="h-11 accent-accent"
          />
        )}
      </Field>
      <div className="flex flex-wrap items-start gap-3">
        <Hear key={`${voice} ${rate}`} voice={voice} rate={rate} />
        <Button disabled={kept} onClick={() => onChange({ voice, speech_rate: rate })}>
          {words.keep}
        </Button>
      </div>
      <Toggle
        label={words.captions}
        hint={words.captionsHint}
        checked={preferences.captions}
        onChange={(captions) => onChange({ captions })}
      />
    </Card>
  );
}

/** Plays the sentence, and stops with the choice that it is of. */
function Hear({ voice, rate }: { voice: string; rate: number }) {
  const sound = useRef<HTMLAudioElement | null>(null);
  const gone = useRef(false);
  const [state, setState] = useState<"silent" | "asking" | "sounding">("silent");
  const [problem, setProblem] = useState("");
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      sound.current?.pause();
    };
  }, []);

  async function play() {
    setProblem("");
    setState("asking");
    let address = "";
    try {
      address = URL.createObjectURL(await hearVoice(voice, rate));
      if (gone.current) return;
      const audio = new Audio(address);
      sound.current = audio;
      const over = new Promise((resolve) => (audio.onpause = resolve));
      await audio.play();
      setState("sounding");
      await over;
    } catch (error) {
      setProblem(toProblem(error).message);
    } finally {
      URL.revokeObjectURL(address);
      setState("silent");
    }
  }

  const Icon = state === "sounding" ? Square : Play;
  return (
    <>
      <Button
        look="secondary"
        busy={state === "asking"}
        onClick={() => (state === "sounding" ? sound.current?.pause() : void play())}
      >
        <Icon aria-hidden className="size-4" />
        {state === "sounding" ? words.stop : words.hear}
      </Button>
      {problem && (
        <Notice look="bad" className="order-last w-full">
          {problem}
        </Notice>
      )}
    </>
  );
}
