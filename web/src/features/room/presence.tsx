"use client";

import { useEffect, useRef } from "react";
import { cn } from "@/lib/cn";
import { useStillness } from "@/lib/motion";
import { text } from "@/text";
import type { Activity } from "./realtime/state";

const tones: Record<Activity, string> = {
  connecting: "text-ink-soft",
  speaking: "text-accent",
  hearing: "text-good",
  listening: "text-good",
  thinking: "text-ink-soft",
  holding: "text-warn",
  paused: "text-ink-soft",
  completed: "text-ink-soft",
  offline: "text-bad",
};

interface Props {
  activity: Activity;
  level: () => number;
}

/** The interviewer as a quiet shape: five bars that move with whoever is really heard, and the
 * same in words. */
export function Presence({ activity, level }: Props) {
  const still = useStillness();
  const bars = useRef<(HTMLSpanElement | null)[]>([]);
  useEffect(() => {
    let frame = 0;
    const draw = (now: number) => {
      const loud = activity === "hearing" || activity === "listening" ? level() : 0;
      bars.current.forEach((bar, index) => {
        if (!bar) return;
        const wave = 0.5 + 0.5 * Math.sin(now / 190 + index * 1.3);
        const height =
          activity === "speaking" ? 0.3 + 0.6 * wave : Math.max(0.16, loud * (0.6 + 0.4 * wave));
        bar.style.transform = `scaleY(${still ? (activity === "speaking" ? 0.7 : 0.25) : height})`;
      });
      if (!still) frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [activity, level, still]);
  return (
    <div className={cn("flex flex-col items-center gap-4", tones[activity])}>
      <div aria-hidden className="flex size-28 items-center justify-center gap-1.5 rounded-full border border-line bg-surface sm:size-36">
        {[0, 1, 2, 3, 4].map((index) => (
          <span
            key={index}
            ref={(element) => {
              bars.current[index] = element;
            }}
            className="h-14 w-2 origin-center rounded-full bg-current sm:h-18"
          />
        ))}
      </div>
      <p role="status" className="text-base font-medium">
        {text.room.activity[activity]}
      </p>
    </div>
  );
}
