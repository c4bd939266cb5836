"use client";

import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { getBlob } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";

interface Playing {
  turnId: string;
  atS: number;
}

interface Player {
  playing: Playing | null;
  loading: string | null;
  problem: string;
  play: (turnId: string, startS?: number, endS?: number | null) => void;
  stop: () => void;
  /** The file of an answer's sound. */
  sound: (turnId: string) => Promise<Blob>;
}

/** A breath before a quote, so that its first sound isn't swallowed. */
const LEAD_S = 0.15;
/** How often the place is told: a spoken word takes some 300 ms. */
const TOLD_S = 0.08;

const PlayerContext = createContext<Player | null>(null);

export function usePlayer(): Player {
  const player = useContext(PlayerContext);
  if (!player) throw new Error("usePlayer needs a PlayerProvider");
  return player;
}

/** The sound of answers, each fetched once, with the sign-in: it is nobody else's, so there is no
 * address that could be linked to. */
function useSounds(interviewId: string) {
  const files = useRef(new Map<string, Promise<Blob>>());
  const urls = useRef(new Map<string, string>());
  const sound = useCallback(
    (turnId: string) => {
      let file = files.current.get(turnId);
      if (!file) {
        file = getBlob(`/interviews/${interviewId}/turns/${turnId}/audio`);
        files.current.set(turnId, file);
        file.catch(() => files.current.delete(turnId));
      }
      return file;
    },
    [interviewId],
  );
  const address = useCallback(
    async (turnId: string) => {
      const file = await sound(turnId);
      const url = urls.current.get(turnId) ?? URL.createObjectURL(file);
      urls.current.set(turnId, url);
      return url;
    },
    [sound],
  );
  useEffect(() => {
    const kept = urls.current;
    return () => {
      kept.forEach((url) => URL.revokeObjectURL(url));
      kept.clear();
    };
  }, []);
  return { sound, address };
}

/** Plays stretches of answers, one at a time. */
export function PlayerProvider({ interviewId, children }: { interviewId: string; children: React.ReactNode }) {
  const { sound, address } = useSounds(interviewId);
  const [playing, setPlaying] = useState<Playing | null>(null);
  const [loading, setLoading] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const audio = useRef<HTMLAudioElement | null>(null);
  const asked = useRef(0);

  const stop = useCallback(() => {
    asked.current += 1;
    audio.current?.pause();
    setPlaying(null);
    setLoading(null);
  }, []);

  const play = useCallback(
    async (turnId: string, startS = 0, endS: number | null = null) => {
      stop();
      const number = asked.current;
      const current = () => asked.current === number;
      setProblem("");
      setLoading(turnId);
      try {
        const url = await address(turnId);
        if (!current()) return;
        const element = (audio.current ??= new Audio());
        if (element.src !== url) element.src = url;
        element.currentTime = Math.max(0, startS - LEAD_S);
        element.onended = stop;
        await element.play();
        if (!current()) return;
        setPlaying({ turnId, atS: startS });
        follow(element, current, {
          place: (atS) => (endS !== null && atS >= endS ? stop() : setPlaying({ turnId, atS })),
        });
      } catch (error) {
        if (current()) setProblem(toProblem(error).message);
      } finally {
        if (current()) setLoading(null);
      }
    },
    [address, stop],
  );

  useEffect(() => () => audio.current?.pause(), []);

  const player = useMemo(
    () => ({
      playing,
      loading,
      problem,
      stop,
      sound,
      play: (turnId: string, startS?: number, endS?: number | null) => void play(turnId, startS, endS),
    }),
    [playing, loading, problem, play, stop, sound],
  );
  return <PlayerContext value={player}>{children}</PlayerContext>;
}

/** Tell the place while it plays. The element's own event comes four times a second at best, too
 * seldom to end a quote at its last word. */
function follow(element: HTMLAudioElement, current: () => boolean, on: { place: (atS: number) => void }) {
  let told = -1;
  const tick = () => {
    if (!current() || element.paused) return;
    if (Math.abs(element.currentTime - told) >= TOLD_S) {
      told = element.currentTime;
      on.place(told);
    }
    setTimeout(tick, 20);
  };
  tick();
}
