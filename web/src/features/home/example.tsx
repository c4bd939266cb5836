"use client";

import { Play, Square } from "lucide-react";
import { useRef, useState } from "react";
import { Card } from "@/components/ui/card";
import { home } from "@/text/home";

const words = home.example;

/** Feedback as it is: each remark plays the seconds that it is about. */
export function Example() {
  const audio = useRef<HTMLAudioElement>(null);
  const [sounding, setSounding] = useState(-1);
  const until = useRef(0);

  function play(index: number, from: number, to: number) {
    const element = audio.current;
    if (!element) return;
    if (sounding === index) {
      element.pause();
      return;
    }
    until.current = to;
    element.currentTime = from;
    setSounding(index);
    element.play().catch(() => setSounding(-1));
  }

  return (
    <section aria-labelledby="example" className="mx-auto w-full max-w-3xl">
      <h2 id="example" className="text-center text-2xl font-semibold">
        {words.title}
      </h2>
      <Card className="mt-5 flex flex-col gap-4">
        <p className="text-lg font-medium">{words.question}</p>
        {words.remarks.map(({ label, text, quote, from, to }, index) => (
          <div key={label} className="flex items-start gap-3">
            <button
              type="button"
              onClick={() => play(index, from, to)}
              aria-label={`${sounding === index ? words.stop : words.play}: ${label}`}
              className="mt-0.5 flex size-11 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent hover:bg-accent hover:text-on-accent"
            >
              {sounding === index ? (
                <Square aria-hidden className="size-4" />
              ) : (
                <Play aria-hidden className="size-4" />
              )}
            </button>
            <div className="text-sm leading-relaxed">
              <p className="font-medium">{label}</p>
              <p>{text}</p>
              <p className="text-ink-soft">“{quote}”</p>
            </div>
          </div>
        ))}
        <p className="text-xs text-ink-soft">{words.lead}</p>
        <audio
          ref={audio}
          src="/example.mp3"
          preload="none"
          onTimeUpdate={(event) => {
            if (event.currentTarget.currentTime >= until.current) event.currentTarget.pause();
          }}
          onPause={() => setSounding(-1)}
          onEnded={() => setSounding(-1)}
        />
      </Card>
    </section>
  );
}
