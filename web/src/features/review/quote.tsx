"use client";

import { Play, Square } from "lucide-react";
import { text } from "@/text";
import { type Evidence, seconds } from "./data";
import { usePlayer } from "./player";

const words = text.review;

/** What a score rests on: the words, why they count, and a press to hear them. */
export function Quote({ evidence }: { evidence: Evidence }) {
  const { playing, play, stop } = usePlayer();
  const { turn_id, quote, start_s, end_s, why } = evidence;
  const sounding =
    playing?.turnId === turn_id && start_s !== null && playing.atS >= start_s - 0.3 && playing.atS <= (end_s ?? 0) + 0.3;
  return (
    <div className="flex items-start gap-3">
      {start_s !== null && (
        <button
          type="button"
          onClick={() => (sounding ? stop() : play(turn_id, start_s, end_s))}
          aria-label={sounding ? words.stop : words.quote(seconds(start_s))}
          className="flex size-11 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent hover:bg-accent hover:text-on-accent"
        >
          {sounding ? <Square aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
        </button>
      )}
      <div className="min-w-0 py-1.5 text-sm leading-relaxed">
        {quote && <p className="font-medium">“{quote}”</p>}
        {why && <p className="text-ink-soft">{why}</p>}
      </div>
    </div>
  );
}
