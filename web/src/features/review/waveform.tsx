"use client";

import { useEffect, useRef, useState } from "react";
import useSWR from "swr";
import { text } from "@/text";
import { seconds } from "./data";
import { usePlayer } from "./player";
import { peaksOfFile } from "./sound";

const words = text.review.timeline;
const BARS = 160;
/** How far a key goes: an arrow a second, a page five. */
const STEPS: Record<string, number> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 5,
  PageDown: -5,
};

export interface Stretch {
  start_s: number;
  end_s: number;
}

interface Props {
  turnId: string;
  lengthS: number;
  /** What scores quote of it. */
  quotes: Stretch[];
  pauses: Stretch[];
}

/** An answer over its time. It plays from where it is pressed; for the keyboard it is a slider. */
export function Waveform({ turnId, lengthS, quotes, pauses }: Props) {
  const { playing, play, stop, sound } = usePlayer();
  const box = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  const [rested, setRested] = useState(0);
  const { data: peaks = [] } = useSWR(
    near && ["peaks", turnId],
    async () => peaksOfFile(await sound(turnId), BARS),
    { revalidateOnFocus: false, shouldRetryOnError: false },
  );
  const sounding = playing?.turnId === turnId;
  const atS = Math.min(lengthS, sounding ? playing.atS : rested);

  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), {
      rootMargin: "300px",
    });
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);

  function go(to: number) {
    const place = Math.min(lengthS, Math.max(0, to));
    setRested(place);
    if (sounding) play(turnId, place);
  }

  function onKeyDown(event: React.KeyboardEvent) {
    const step = STEPS[event.key];
    if (step !== undefined) go(atS + step);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(lengthS);
    else if (event.key === " " || event.key === "Enter") {
      if (sounding) {
        setRested(atS);
        stop();
      } else play(turnId, atS);
    } else return;
    event.preventDefault();
  }

  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={words.place}
      aria-valuemin={0}
      aria-valuemax={Math.round(lengthS)}
      aria-valuenow={Math.round(atS)}
      aria-valuetext={words.of(seconds(atS), seconds(lengthS))}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        play(turnId, ((event.clientX - left) / width) * lengthS);
      }}
      className="relative h-14 w-full cursor-pointer overflow-hidden rounded-md bg-surface"
    >
      {quotes.map((each, index) => (
        <Mark key={index} stretch={each} lengthS={lengthS} className="bg-accent-soft" />
      ))}
      <Bars peaks={peaks} className="text-line-strong" />
      <div className="absolute inset-0" style={{ clipPath: `inset(0 ${100 - (100 * atS) / lengthS}% 0 0)` }}>
        <Bars peaks={peaks} className="text-accent" />
      </div>
      {pauses.map((each, index) => (
        <Mark key={index} stretch={each} lengthS={lengthS} className="top-auto h-1 bg-warn" />
      ))}
    </div>
  );
}

function Bars({ peaks, className }: { peaks: number[]; className: string }) {
  const path = peaks.map((peak, at) => `M${at + 0.5} ${1 - Math.max(0.03, peak * 0.85)}V${1 + Math.max(0.03, peak * 0.85)}`);
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${Math.max(1, peaks.length)} 2`}
      preserveAspectRatio="none"
      className={`absolute inset-0 size-full ${className}`}
    >
      <path d={path.join("")} stroke="currentColor" strokeWidth={0.6} />
    </svg>
  );
}

function Mark({ stretch, lengthS, className }: { stretch: Stretch; lengthS: number; className: string }) {
  const left = (100 * stretch.start_s) / lengthS;
  const width = (100 * (stretch.end_s - stretch.start_s)) / lengthS;
  return <div aria-hidden className={`absolute inset-y-0 ${className}`} style={{ left: `${left}%`, width: `${width}%` }} />;
}
