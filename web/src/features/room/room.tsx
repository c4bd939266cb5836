"use client";

import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { post } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";
import { Captions } from "./captions";
import { ChatBox } from "./chat-box";
import { Controls } from "./controls";
import { Exhibit } from "./exhibit";
import { Presence } from "./presence";
import { QuestionBar, WARN_AT_S } from "./question-bar";
import { Refusal } from "./realtime/socket";
import { useLimit } from "./use-clock";
import { useRoom } from "./use-room";
import { useWakeLock } from "./use-wake-lock";

const words = text.room;

export interface RoomProps {
  interviewId: string;
  typing: boolean;
  deviceId?: string;
  speed?: number;
  /** Begin again after another window has taken the interview over. */
  onTakeBack: () => void;
}

async function ticketFor(interviewId: string): Promise<string> {
  try {
    return (await post<{ ticket: string }>(`/interviews/${interviewId}/ticket`)).ticket;
  } catch (error) {
    const problem = toProblem(error);
    const passing = problem.status === 0 || problem.status >= 500 || problem.status === 429;
    throw new Refusal(problem.message, passing);
  }
}

/** The conversation itself. */
export function Room({ interviewId, typing, deviceId, speed, onTakeBack }: RoomProps) {
  const [tapToTalk, setTapToTalk] = useState(false);
  const [talking, setTalking] = useState(false);
  const call = useRoom({
    interviewId,
    ticket: () => ticketFor(interviewId),
    text: typing,
    tapToTalk,
    ...(deviceId ? { deviceId } : {}),
    ...(speed ? { speed } : {}),
  });
  const { room, activity } = call;
  const live = room.connection === "open" && !room.completed;
  const limit = useLimit(room.question, activity);
  useWakeLock(live);
  useWarningSound(limit?.phase === "answer" && limit.leftS <= WARN_AT_S);

  function tapMode(on: boolean) {
    setTapToTalk(on);
    setTalking(false);
    call.mute(on);
  }

  function tap() {
    if (talking) call.commit();
    else call.clear();
    call.mute(talking);
    setTalking(!talking);
  }

  if (room.connection === "refused") {
    return (
      <Stopped title={words.refused.title} body={room.refusal}>
        <Button asChild>
          <Link href="/interviews/">{words.refused.back}</Link>
        </Button>
      </Stopped>
    );
  }
  if (room.connection === "replaced") {
    return (
      <Stopped title={words.replaced.title} body={words.replaced.body}>
        <Button onClick={onTakeBack}>{words.replaced.take}</Button>
      </Stopped>
    );
  }
  return (
    <div className="flex h-dvh flex-col">
      <h1 className="sr-only">{words.title}</h1>
      <header className="flex items-center border-b border-line">
        <Button look="quiet" size="icon" asChild>
          <Link href="/interviews/" aria-label={words.leave}>
            <ChevronLeft aria-hidden className="size-5" />
          </Link>
        </Button>
        <div className="flex-1">
          <QuestionBar question={room.question} running={live && !room.paused} limit={limit} />
        </div>
      </header>
      <main className="flex min-h-0 flex-1 flex-col gap-3 pt-5">
        <Presence activity={activity} level={call.level} />
        <Troubles call={call} typing={typing} />
        {room.question?.exhibit && <Exhibit exhibit={room.question.exhibit} />}
        <Captions lines={room.lines} heard={!typing && call.soundAllowed} />
        {activity === "completed" ? (
          <Over interviewId={interviewId} ready={room.feedbackReady} />
        ) : (
          <>
            <ChatBox onSay={call.say} disabled={room.paused} />
            <Controls
              voice={!typing && call.microphone === "open"}
              practice={room.started?.mode === "practice"}
              paused={room.paused}
              thinking={room.thinking}
              muted={call.muted}
              tapToTalk={tapToTalk}
              talking={talking}
              disabled={room.connection !== "open"}
              on={{
                think: call.hold,
                done: call.done,
                mute: call.mute,
                tapMode,
                tap,
                repeat: call.repeat,
                hint: call.hint,
                skip: call.skip,
                pause: call.pause,
                resume: call.resume,
                end: call.end,
              }}
            />
          </>
        )}
      </main>
    </div>
  );
}

type Call = ReturnType<typeof useRoom>;

function Troubles({ call, typing }: { call: Call; typing: boolean }) {
  const { room, microphone, soundAllowed } = call;
  const trouble = microphone === "closed" || microphone === "open" ? null : microphone;
  const retry = (
    <Button look="secondary" onClick={() => void call.openMicrophone()}>
      {words.microphone.retry}
    </Button>
  );
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col gap-2 px-4">
      {!typing && !soundAllowed && (
        <Notice action={<Button onClick={() => void call.allowSound()}>{words.sound.allow}</Button>}>
          {words.sound.blocked}
        </Notice>
      )}
      {!typing && trouble === "opening" && <Notice>{words.microphone.opening}</Notice>}
      {!typing && trouble && trouble !== "opening" && (
        <Notice look="warn" action={trouble === "insecure" ? undefined : retry}>
          {room.paused && trouble === "missing" ? words.microphone.away : words.microphone[trouble]}
        </Notice>
      )}
      {(room.notice || room.error) && (
        <Notice
          look={room.error ? "bad" : "warn"}
          action={
            <Button look="quiet" onClick={call.dismiss}>
              {text.common.close}
            </Button>
          }
        >
          {room.error || room.notice?.message}
        </Notice>
      )}
    </div>
  );
}

function Stopped({ title, body, children }: { title: string; body: string; children: React.ReactNode }) {
  return (
    <main className="flex h-dvh flex-col items-center justify-center gap-4 p-6 text-center">
      <h1 className="text-2xl font-semibold">{title}</h1>
      <p className="max-w-md text-ink-soft">{body}</p>
      {children}
    </main>
  );
}

function Over({ interviewId, ready }: { interviewId: string; ready: boolean }) {
  return (
    <div className="flex flex-col items-center gap-3 px-4 pb-8 text-center">
      <h2 className="text-lg font-semibold">{words.over.title}</h2>
      <p role="status" className="text-sm text-ink-soft">
        {ready ? words.over.ready : words.over.waiting}
      </p>
      <div className="flex flex-wrap justify-center gap-3">
        <Button asChild>
          <Link href={`/review/?id=${interviewId}`}>{words.over.review}</Link>
        </Button>
        <Button look="secondary" asChild>
          <Link href="/interviews/">{words.over.again}</Link>
        </Button>
      </div>
    </div>
  );
}

const SOUND_KEY = "ihr.warn-with-sound";

/** A short, soft tone when the time is nearly over, for who has asked for it. */
function useWarningSound(due: boolean): void {
  const was = useRef(false);
  useEffect(() => {
    const wanted = due && !was.current && window.localStorage.getItem(SOUND_KEY) === "1";
    was.current = due;
    if (!wanted) return;
    const context = new AudioContext();
    const tone = context.createOscillator();
    const gain = context.createGain();
    gain.gain.setValueAtTime(0.08, context.currentTime);
    gain.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.4);
    tone.connect(gain).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 0.4);
    tone.onended = () => void context.close();
  }, [due]);
}
