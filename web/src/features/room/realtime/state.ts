import type { ServerEventOf } from "@/lib/api/events";

export type Connection = "connecting" | "open" | "reconnecting" | "replaced" | "ended" | "refused";

/** What somebody said, or is saying. */
export interface Line {
  id: string;
  role: "user" | "assistant";
  text: string;
  /** Still being spoken; the final words replace it. */
  interim: boolean;
  /** Not heard to its end. */
  cut: boolean;
  typed: boolean;
  /** Stored on the server, so that nothing can lose it any more. */
  saved: boolean;
}

export interface Question {
  itemId: string | null;
  index: number;
  total: number;
  competency: string;
  kind: "main" | "follow_up" | "challenge";
  why: string;
  timeLimitS: number | null;
  preparationS: number | null;
  exhibit: { title: string; columns: string[]; rows: string[][]; note: string } | null;
}

export interface Reply {
  id: string;
  number: number;
  itemId: string | null;
  /** Everything of it has been sent. */
  sent: boolean;
  /** The standing of its audio: held while it isn't clear whether the person interrupts. */
  held: boolean;
  cancelled: boolean;
}

export interface RoomState {
  connection: Connection;
  /** Why the server refused, in its own words. */
  refusal: string;
  started: ServerEventOf<"interview.started"> | null;
  question: Question | null;
  lines: Line[];
  reply: Reply | null;
  /** Somebody's voice is being heard. */
  hearing: boolean;
  /** An answer was taken and the reply hasn't begun. */
  awaiting: boolean;
  paused: boolean;
  thinking: boolean;
  completed: boolean;
  feedbackReady: boolean;
  notice: { code: string; message: string } | null;
  error: string;
  lastEventId: string;
  textOnly: boolean;
}

export const emptyRoom: RoomState = {
  connection: "connecting",
  refusal: "",
  started: null,
  question: null,
  lines: [],
  reply: null,
  hearing: false,
  awaiting: false,
  paused: false,
  thinking: false,
  completed: false,
  feedbackReady: false,
  notice: null,
  error: "",
  lastEventId: "",
  textOnly: false,
};

/** What is shown to be going on. `speaking` is what the loudspeaker does, not what was sent. */
export type Activity =
  | "connecting"
  | "speaking"
  | "hearing"
  | "listening"
  | "thinking"
  | "holding"
  | "paused"
  | "completed"
  | "offline";

export function activityOf(room: RoomState, playing: boolean): Activity {
  if (room.completed && !playing) return "completed";
  if (room.connection === "connecting") return "connecting";
  if (room.connection !== "open") return "offline";
  if (room.paused) return "paused";
  if (playing) return "speaking";
  if (room.hearing) return "hearing";
  if (room.thinking) return "holding";
  if (room.awaiting || (room.reply && !room.reply.sent)) return "thinking";
  // Nobody has said a word yet: the first one is the interviewer's.
  if (!room.reply && room.lines.length === 0) return "thinking";
  return "listening";
}
