"use client";

import { Play, Square } from "lucide-react";
import { Card } from "@/components/ui/card";
import { cn } from "@/lib/cn";
import { text } from "@/text";
import type { Interview, Turn } from "./data";
import { usePlayer } from "./player";

const words = text.review.transcript;
/** Below this mean probability the recogniser's word is as often wrong as right (its own figure
 * for a word it would not stand by; the server marks doubt from there on too). */
const UNSURE = 0.5;

export function Transcript({ interview }: { interview: Interview }) {
  return (
    <Card aria-labelledby="transcript">
      <h2 id="transcript" className="text-xl font-semibold">
        {words.title}
      </h2>
      <p className="mt-1 mb-5 text-sm text-ink-soft">{words.hint}</p>
      <ol className="flex flex-col gap-5">
        {interview.turns.map((turn) => (
          <li key={turn.id}>
            <TurnRow turn={turn} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function TurnRow({ turn }: { turn: Turn }) {
  const { playing, play, stop, loading } = usePlayer();
  const mine = turn.speaker === "candidate";
  const sounding = playing?.turnId === turn.id;
  return (
    <div className={cn("flex gap-3", mine && "rounded-lg bg-sunken p-3")}>
      {mine && turn.audio_s !== null && (
        <button
          type="button"
          aria-busy={loading === turn.id || undefined}
          aria-label={sounding ? text.review.stop : words.play}
          onClick={() => (sounding ? stop() : play(turn.id))}
          className="flex size-11 shrink-0 items-center justify-center rounded-full bg-surface text-accent hover:bg-accent hover:text-on-accent"
        >
          {sounding ? <Square aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
        </button>
      )}
      <div className="min-w-0">
        <p className="text-xs font-medium text-ink-soft">
          {mine ? words.you : words.interviewer}
          {turn.typed && ` · ${words.typed}`}
        </p>
        <p className="leading-relaxed">
          {mine && turn.words?.length && turn.audio_s !== null ? (
            <Words turn={turn} atS={sounding ? playing.atS : null} onWord={(from) => play(turn.id, from)} />
          ) : (
            turn.text
          )}
          {turn.cut && <span className="text-ink-soft"> ({words.cut})</span>}
        </p>
      </div>
    </div>
  );
}

/** Pressing a word plays from there. One stop for the keyboard each would be hundreds: the button
 * beside the answer, and the quotes, are what it reaches. */
function Words({ turn, atS, onWord }: { turn: Turn; atS: number | null; onWord: (from: number) => void }) {
  return (
    <span>
      {turn.words?.map((word, index) => (
        <span
          key={index}
          onClick={() => onWord(word.start_s)}
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
}
