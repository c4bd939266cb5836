"use client";

import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import type { ClientEvent, ServerEvent } from "@/lib/api/events";
import { Capture, type MicrophoneTrouble, troubleOf } from "@/lib/audio/capture";
import { Playback } from "./audio/playback";
import { roomReducer } from "./realtime/reducer";
import { RoomSocket, type TicketSource } from "./realtime/socket";
import { activityOf, emptyRoom } from "./realtime/state";

export interface RoomOptions {
  interviewId: string;
  ticket: TicketSource;
  /** Without a microphone and without a loudspeaker. */
  text: boolean;
  tapToTalk: boolean;
  deviceId?: string;
  speed?: number;
}

/** Refusals that mean only that two messages crossed: the reply that was to be cancelled was over
 * already, or the one that was asked for waits until another, which had just begun, is. */
const CROSSED = {
  over: "response_cancel_not_active",
  begun: "conversation_already_has_active_response",
};

type Microphone = "closed" | "opening" | "open" | MicrophoneTrouble;

/** One interview, as long as the component lives: socket, microphone and loudspeaker. */
export function useRoom(options: RoomOptions) {
  const [room, dispatch] = useReducer(roomReducer, emptyRoom);
  const [playing, setPlaying] = useState(false);
  const [soundAllowed, setSoundAllowed] = useState(true);
  const [microphone, setMicrophone] = useState<Microphone>(options.text ? "closed" : "opening");
  const [muted, setMuted] = useState(false);
  const socket = useRef<RoomSocket | null>(null);
  const capture = useRef<Capture | null>(null);
  const playback = useRef<Playback | null>(null);
  const replies = useRef(new Map<number, string>());
  const unsaved = useRef(new Map<string, string>());
  const floor = useRef({ reply: "", sent: true, playing: false, owed: false });
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });

  const send = useCallback((event: ClientEvent) => socket.current?.send(event), []);

  /** Who types or taps takes the floor, as who speaks does: what is still being said is over. */
  const interrupt = useCallback(() => {
    const { reply, sent, playing } = floor.current;
    playback.current?.flush();
    if (!sent || playing) send({ type: "response.cancel", response_id: reply });
  }, [send]);

  const type = useCallback(
    (id: string, words: string) => {
      unsaved.current.set(id, words);
      send({
        type: "conversation.item.create",
        item: { id, type: "message", role: "user", content: [{ type: "input_text", text: words }] },
      });
      send({ type: "response.create" });
      dispatch({ type: "typed", id, text: words });
    },
    [send],
  );

  const heard = useCallback((event: ServerEvent) => {
    if (event.type === "error" && event.error.code === CROSSED.over) return;
    if (event.type === "error" && event.error.code === CROSSED.begun) {
      floor.current.owed = true;
      return;
    }
    if (event.type === "response.created") {
      replies.current.set(event.response.number ?? 0, event.response.id ?? "");
      floor.current = { ...floor.current, reply: event.response.id ?? "", sent: false };
    } else if (event.type === "response.done") {
      if (floor.current.owed) send({ type: "response.create" });
      floor.current = { ...floor.current, sent: true, owed: false };
      const number = event.response.number ?? numberOf(replies.current, event.response.id);
      if (event.response.status === "cancelled") playback.current?.flush(number);
      else if (number !== undefined) playback.current?.end(number);
    } else if (event.type === "interview.notice") {
      if (event.code === "hold_playback") playback.current?.hold(true);
      if (event.code === "resume_playback") playback.current?.hold(false);
    } else if (event.type === "interview.resync") {
      playback.current?.flush();
      floor.current = { ...floor.current, sent: true, owed: false };
    }
    if (event.type === "response.created" || event.type === "response.done") {
      playback.current?.hold(false);
    }
    dispatch({ type: "server", event });
    if (event.type === "interview.turn.saved") unsaved.current.delete(event.item_id);
    if (event.type === "interview.resync") {
      // Another server process than the one that was told: what it hasn't stored is said again.
      const known = new Set((event.turns ?? []).map((turn) => turn.item_id));
      const lost = [...unsaved.current].filter(([id]) => !known.has(id));
      unsaved.current.clear();
      for (const [id, words] of lost) type(id, words);
    }
  }, [send, type]);

  const { interviewId, text } = options;
  useEffect(() => {
    const line = new RoomSocket(interviewId, () => latest.current.ticket(), {
      event: heard,
      audio: ({ number, pcm }) => playback.current?.push(number, pcm),
      open: () => {
        dispatch({ type: "connection", connection: "open" });
        line.send(sessionUpdate(latest.current));
      },
      lost: () => dispatch({ type: "connection", connection: "reconnecting" }),
      replaced: () => dispatch({ type: "connection", connection: "replaced" }),
      refused: (refusal) => dispatch({ type: "connection", connection: "refused", refusal }),
    });
    socket.current = line;
    let left = false;
    const begin = async () => {
      if (!text) {
        const voice = await Playback.open({
          playing: (on) => {
            floor.current.playing = on;
            setPlaying(on);
          },
          played: (number, samples) => {
            const response_id = replies.current.get(number);
            if (response_id) line.send({ type: "interview.playback", response_id, samples });
          },
          // Seen in the browser's own tools, where somebody wonders about a gap.
          underrun: (duration) => performance.measure("ihr-underrun", { start: performance.now() - duration, duration }),
        });
        if (left) return void voice.close();
        playback.current = voice;
        await voice.resume().catch(() => undefined);
        setSoundAllowed(voice.allowed);
      }
      if (!left) await line.connect();
    };
    void begin();
    const hurry = () => line.hurry();
    const drop = () => line.drop();
    window.addEventListener("online", hurry);
    window.addEventListener("offline", drop);
    return () => {
      left = true;
      window.removeEventListener("online", hurry);
      window.removeEventListener("offline", drop);
      line.close();
      void playback.current?.close();
      playback.current = null;
    };
  }, [interviewId, text, heard]);

  const openMicrophone = useCallback(async () => {
    try {
      const opened = await Capture.open(
        (pcm) => socket.current?.sendAudio(pcm),
        () => {
          // A pulled plug, a call or a locked screen: nothing shall be taken for silence.
          setMicrophone("missing");
          socket.current?.send({ type: "interview.pause" });
        },
        latest.current.deviceId,
      );
      await capture.current?.close();
      if (capture.current) socket.current?.send({ type: "interview.resume" });
      capture.current = opened;
      setMicrophone("open");
    } catch (error) {
      setMicrophone(troubleOf(error));
    }
  }, []);

  useEffect(() => {
    if (text) return;
    const opening = setTimeout(() => void openMicrophone());
    return () => {
      clearTimeout(opening);
      void capture.current?.close();
      capture.current = null;
    };
  }, [text, openMicrophone]);

  // A change in the way of taking turns takes force in the conversation that goes on.
  const { tapToTalk, speed } = options;
  useEffect(() => {
    if (room.started) send(sessionUpdate(latest.current));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only what the session is made of
  }, [tapToTalk, speed, text]);

  const actions = useMemo(
    () => ({
      say: (words: string) => {
        const id = `typed_${crypto.randomUUID().replaceAll("-", "")}`;
        interrupt();
        type(id, words);
      },
      done: () => send({ type: "interview.answer.done" }),
      clear: () => {
        interrupt();
        send({ type: "input_audio_buffer.clear" });
      },
      commit: () => {
        send({ type: "input_audio_buffer.commit" });
        send({ type: "response.create" });
      },
      hold: (on: boolean) => {
        send({ type: "interview.answer.hold", on });
        dispatch({ type: "hold", on });
      },
      repeat: () => send({ type: "interview.repeat" }),
      hint: () => send({ type: "interview.hint" }),
      skip: () => send({ type: "interview.skip" }),
      retry: () => send({ type: "interview.retry" }),
      pause: () => send({ type: "interview.pause" }),
      resume: () => send({ type: "interview.resume" }),
      end: () => send({ type: "interview.end" }),
      mute: (on: boolean) => {
        capture.current?.mute(on);
        setMuted(on);
      },
      level: () => capture.current?.level() ?? 0,
      dismiss: () => dispatch({ type: "dismiss" }),
      allowSound: async () => {
        await playback.current?.resume();
        await capture.current?.resume();
        setSoundAllowed(playback.current?.allowed ?? true);
      },
      openMicrophone,
    }),
    [send, type, interrupt, openMicrophone],
  );

  const activity = activityOf(room, playing);
  return { room, activity, playing, soundAllowed, microphone, muted, ...actions };
}

function numberOf(replies: Map<number, string>, id: string | null | undefined): number | undefined {
  for (const [number, known] of replies) if (known === id) return number;
  return undefined;
}

function sessionUpdate(options: RoomOptions): ClientEvent {
  return {
    type: "session.update",
    session: {
      type: "realtime",
      output_modalities: [options.text ? "text" : "audio"],
      audio: {
        input: {
          format: { type: "audio/pcm", rate: 16_000 },
          turn_detection: options.tapToTalk ? null : { type: "semantic_vad" },
        },
        output: {
          format: { type: "audio/pcm", rate: 24_000 },
          ...(options.speed ? { speed: options.speed } : {}),
        },
      },
    },
  } as ClientEvent;
}
