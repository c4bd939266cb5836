"use client";

import { Mic, Volume2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import useSWR from "swr";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { get } from "@/lib/api/client";
import { Capture, type MicrophoneTrouble, troubleOf } from "@/lib/audio/capture";
import { type RoomVerdict, playNotes, testRoom } from "@/lib/audio/room-test";
import { text } from "@/text";
import { EnginesAndKeeping } from "./engines";

const words = text.setup.preflight;
const DEVICE_KEY = "ihr.microphone";

interface Props {
  keepAudio: boolean;
  onKeepAudio: (keep: boolean) => void;
  busy: boolean;
  problem: string;
  onBack: () => void;
  onStart: (how: { typing: boolean; deviceId: string }) => void;
}

/** Microphone, loudspeaker, what runs where and what is kept, before anything is recorded. */
export function Preflight({ keepAudio, onKeepAudio, busy, problem, onBack, onStart }: Props) {
  const [deviceId, setDeviceId] = useState(() => window.localStorage.getItem(DEVICE_KEY) ?? "");
  const microphone = useMicrophone(deviceId);
  const choose = (id: string) => {
    window.localStorage.setItem(DEVICE_KEY, id);
    setDeviceId(id);
    void microphone.open(id);
  };
  const { data: preferences } = useSWR("/settings/preferences", (url: string) =>
    get<{ retention_days: number | null }>(url),
  );
  return (
    <div className="flex flex-col gap-6">
      <Card className="flex flex-col gap-5">
        <h2 className="flex items-center gap-2 text-lg font-semibold">
          <Mic aria-hidden className="size-5 text-accent" />
          {words.microphone}
        </h2>
        <MicrophoneCheck microphone={microphone} deviceId={deviceId} onDevice={choose} />
        <SpeakerCheck />
        <p className="text-sm text-ink-soft">{words.headphones}</p>
      </Card>
      <EnginesAndKeeping
        keepAudio={keepAudio}
        onKeepAudio={onKeepAudio}
        retentionDays={preferences?.retention_days ?? null}
      />
      {problem && <Notice look="bad">{problem}</Notice>}
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={onBack}>
          {words.back}
        </Button>
        <Button look="secondary" busy={busy} onClick={() => onStart({ typing: true, deviceId: "" })}>
          {words.text}
        </Button>
        <Button
          size="large"
          busy={busy}
          disabled={microphone.state !== "open"}
          onClick={() => {
            microphone.close();
            onStart({ typing: false, deviceId });
          }}
        >
          {busy ? words.starting : words.start}
        </Button>
      </div>
    </div>
  );
}

type State = "unasked" | "open" | MicrophoneTrouble;

function useMicrophone(deviceId: string) {
  const [state, setState] = useState<State>(() => (navigator.mediaDevices ? "unasked" : "insecure"));
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const capture = useRef<Capture | null>(null);

  async function open(id: string = deviceId) {
    try {
      const opened = await Capture.open(() => undefined, () => setState("missing"), id || undefined);
      await capture.current?.close();
      capture.current = opened;
      setState("open");
      const known = await navigator.mediaDevices.enumerateDevices();
      setDevices(known.filter((each) => each.kind === "audioinput" && each.deviceId));
    } catch (error) {
      const trouble = troubleOf(error);
      // The one that was used last time may be unplugged: any other will do.
      if (trouble === "missing" && id) return void open("");
      setState(trouble);
    }
  }

  function close() {
    void capture.current?.close();
    capture.current = null;
  }

  useEffect(() => close, []);
  return { state, devices, open, close, level: () => capture.current?.level() ?? 0 };
}

type Microphone = ReturnType<typeof useMicrophone>;

function MicrophoneCheck({
  microphone,
  deviceId,
  onDevice,
}: {
  microphone: Microphone;
  deviceId: string;
  onDevice: (id: string) => void;
}) {
  const { state, devices, open } = microphone;
  const [testing, setTesting] = useState(false);
  const [result, setResult] = useState<RoomVerdict | null>(null);
  if (state === "unasked") {
    return (
      <div className="flex flex-col items-start gap-2">
        <Button onClick={() => void open()}>{words.allow}</Button>
        <p className="text-sm text-ink-soft">{words.allowHint}</p>
      </div>
    );
  }
  if (state !== "open") return <MicrophoneTroubleNotice trouble={state} onRetry={() => void open()} />;

  async function test() {
    setTesting(true);
    setResult(null);
    try {
      setResult(await testRoom(deviceId || undefined));
    } finally {
      setTesting(false);
    }
  }

  return (
    <div className="flex flex-col gap-4">
      {devices.length > 1 && (
        <Field label={words.device}>
          {(props) => (
            <Select {...props} value={deviceId} onChange={(event) => onDevice(event.target.value)}>
              {devices.map((device) => (
                <option key={device.deviceId} value={device.deviceId}>
                  {device.label || device.deviceId.slice(0, 8)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <div>
        <p className="mb-2 text-sm">{words.level}</p>
        <Meter level={microphone.level} />
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button look="secondary" busy={testing} onClick={() => void test()}>
          {testing ? words.testing : words.test}
        </Button>
      </div>
      {result && <Notice look={result === "good" ? "good" : "warn"}>{words[result]}</Notice>}
    </div>
  );
}

function MicrophoneTroubleNotice({ trouble, onRetry }: { trouble: MicrophoneTrouble; onRetry: () => void }) {
  if (trouble === "insecure") {
    return (
      <Notice look="warn" title={words.insecure.title}>
        <p>{words.insecure.body}</p>
      </Notice>
    );
  }
  const retry = (
    <Button look="secondary" onClick={onRetry}>
      {words.retry}
    </Button>
  );
  if (trouble === "refused") {
    return (
      <Notice look="warn" title={words.refused.title} action={retry}>
        <p>{words.refused[browser()]}</p>
      </Notice>
    );
  }
  return (
    <Notice look="warn" action={retry}>
      {words[trouble]}
    </Notice>
  );
}

function browser(): "chrome" | "firefox" | "safari" {
  if (/firefox|fxios/i.test(navigator.userAgent)) return "firefox";
  return /safari/i.test(navigator.userAgent) && !/chrom|crios|edg/i.test(navigator.userAgent)
    ? "safari"
    : "chrome";
}

function Meter({ level }: { level: () => number }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      if (bar.current) bar.current.style.width = `${Math.round(level() * 100)}%`;
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [level]);
  return (
    <div aria-hidden className="h-3 max-w-md overflow-hidden rounded-full bg-sunken">
      <div ref={bar} className="h-full rounded-full bg-good" />
    </div>
  );
}

function SpeakerCheck() {
  const [played, setPlayed] = useState(false);
  async function play() {
    const context = new AudioContext();
    await context.resume();
    await playNotes(context);
    await context.close();
    setPlayed(true);
  }
  return (
    <div className="flex flex-wrap items-center gap-3 border-t border-line pt-5">
      <Button look="secondary" onClick={() => void play()}>
        <Volume2 aria-hidden className="size-4" />
        {words.play}
      </Button>
      <p role="status" className="text-sm text-ink-soft">
        {played && words.played}
      </p>
    </div>
  );
}
