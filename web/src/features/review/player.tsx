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
}

/** A breath before a quote, so that its first sound isn't swallowed. */
const LEAD_S = 0.15;

const PlayerContext = createContext<Player | null>(null);

export function usePlayer(): Player {
  const player = useContext(PlayerContext);
  if (!player) throw new Error("usePlayer needs a PlayerProvider");
  return player;
}

/** Plays stretches of answers. The sound of an answer is fetched once, with the sign-in: it is
 * nobody else's, so there is no address that could be linked to. */
export function PlayerProvider({ interviewId, children }: { interviewId: string; children: React.ReactNode }) {
  const [playing, setPlaying] = useState<Playing | null>(null);
  const [loading, setLoading] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const audio = useRef<HTMLAudioElement | null>(null);
  const urls = useRef(new Map<string, string>());
  const asked = useRef(0);
  const until = useRef<number | null>(null);

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
      setProblem("");
      try {
        let url = urls.current.get(turnId);
        if (!url) {
          setLoading(turnId);
          url = URL.createObjectURL(await getBlob(`/interviews/${interviewId}/turns/${turnId}/audio`));
          urls.current.set(turnId, url);
        }
        if (asked.current !== number) return;
        const element = (audio.current ??= new Audio());
        if (element.src !== url) element.src = url;
        until.current = endS;
        element.ontimeupdate = () => {
          if (until.current !== null && element.currentTime >= until.current) stop();
          else if (!element.paused) setPlaying({ turnId, atS: element.currentTime });
        };
        element.onended = stop;
        element.currentTime = Math.max(0, startS - LEAD_S);
        await element.play();
        setPlaying({ turnId, atS: startS });
      } catch (error) {
        if (asked.current === number) setProblem(toProblem(error).message);
      } finally {
        setLoading(null);
      }
    },
    [interviewId, stop],
  );

  useEffect(() => {
    const kept = urls.current;
    return () => {
      audio.current?.pause();
      kept.forEach((url) => URL.revokeObjectURL(url));
      kept.clear();
    };
  }, []);

  const player = useMemo(
    () => ({
      playing,
      loading,
      problem,
      stop,
      play: (turnId: string, startS?: number, endS?: number | null) => void play(turnId, startS, endS),
    }),
    [playing, loading, problem, play, stop],
  );
  return <PlayerContext value={player}>{children}</PlayerContext>;
}
