"use client";

import { Play, Square } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { memo, useEffect } from "react";
import { Card } from "@/components/ui/card";
import { cn } from "@/lib/cn";
import { text } from "@/text";
import { Correction } from "./correction";
import { type Interview, type Scorecard, type Turn, quotesOf } from "./data";
import { deliveryOf } from "./delivery-data";
import { usePlayer } from "./player";
import { Waveform } from "./waveform";

const words = text.review.transcript;
/** Below this mean probability the recogniser's word is as often wrong as right (its own figure
 * for a word it would not stand by; the server marks doubt from there on too). */
const UNSURE = 0.5;

interface Props {
  interview: Interview;
  card: Scorecard | undefined;
  onCorrected: () => void;
}

/** Everything that was said, in order, with the sound of each answer over its time. */
export function Transcript({ interview, card, onCorrected }: Props) {
  const asked = useSearchParams().get("turn");
  useEffect(() => {
    if (asked) document.getElementById(`turn-${asked}`)?.scrollIntoView({ block: "center" });
  }, [asked]);
  const heard = interview.turns.some((turn) => turn.audio_s !== null);
  return (
    <Card aria-labelledby="transcript">
      <h2 id="transcript" className="text-xl font-semibold">
        {words.title}
      </h2>
      <p className="mt-1 mb-5 text-sm text-ink-soft">{heard ? words.hint : words.silent}</p>
      <ol className="flex flex-col gap-5">
        {interview.turns.map((turn) => (
          <li key={turn.id} id={`turn-${turn.id}`}>
            <TurnRow turn={turn} interview={interview} card={card} onCorrected={onCorrected} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function TurnRow({ turn, interview, card, onCorrected }: Props & { turn: Turn }) {
  const { playing, play } = usePlayer();
  const mine = turn.speaker === "candidate";
  const corrected = turn.correction ?? null;
  const lengthS = turn.audio_s ?? null;
  return (
    <div className={cn("flex gap-3", mine && "rounded-lg bg-sunken p-3")}>
      {mine && lengthS !== null && <PlayButton turn={turn} />}
      <div className="min-w-0 flex-1">
        <p className="text-xs font-medium text-ink-soft">
          {mine ? words.you : words.interviewer}
          {turn.typed && ` · ${words.typed}`}
          {corrected !== null && ` · ${words.corrected}`}
        </p>
        {corrected !== null && <p className="leading-relaxed">{corrected}</p>}
        <div className={cn("leading-relaxed", corrected !== null && "mt-1 text-sm text-ink-soft")}>
          {corrected !== null && `${words.heardAs} `}
          {mine && turn.words?.length && lengthS !== null ? (
            <Words turn={turn} atS={playing?.turnId === turn.id ? playing.atS : null} onWord={play} />
          ) : (
            turn.text
          )}
          {turn.cut && <span className="text-ink-soft"> ({words.cut})</span>}
        </div>
        {mine && lengthS !== null && (
          <div className="mt-3">
            <Waveform
              turnId={turn.id}
              lengthS={lengthS}
              quotes={quotesOf(card, turn.id)}
              pauses={deliveryOf(turn)?.pauses ?? []}
            />
          </div>
        )}
        {mine && !turn.typed && interview.status === "completed" && (
          <Correction interviewId={interview.id} turn={turn} onChanged={onCorrected} />
        )}
      </div>
    </div>
  );
}

function PlayButton({ turn }: { turn: Turn }) {
  const { playing, play, stop, loading } = usePlayer();
  const sounding = playing?.turnId === turn.id;
  return (
    <button
      type="button"
      aria-busy={loading === turn.id || undefined}
      aria-label={sounding ? text.review.stop : words.play}
      onClick={() => (sounding ? stop() : play(turn.id))}
      className="flex size-11 shrink-0 items-center justify-center rounded-full bg-surface text-accent hover:bg-accent hover:text-on-accent"
    >
      {sounding ? <Square aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
    </button>
  );
}

interface WordsProps {
  turn: Turn;
  atS: number | null;
  onWord: (turnId: string, from: number) => void;
}

/** Pressing a word plays from there. One stop for the keyboard each would be hundreds: the button
 * beside the answer, its waveform and the quotes are what it reaches. */
const Words = memo(function Words({ turn, atS, onWord }: WordsProps) {
  return (
    <span>
      {turn.words?.map((word, index) => (
        <span
          key={index}
          onClick={() => onWord(turn.id, word.start_s)}
          title={word.probability < UNSURE ? words.unsure : undefined}
          className={cn(
            "cursor-pointer rounded-sm hover:bg-accent-soft",
            word.probability < UNSURE && "underline decoration-warn decoration-dotted underline-offset-4",
            atS !== null && atS >= word.start_s && atS < word.end_s && "bg-accent text-on-accent",
          )}
        >
          {word.text}{" "}
        </span>
      ))}
    </span>
  );
});
