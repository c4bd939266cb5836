import type { ServerEvent, ServerEventOf } from "@/lib/api/events";
import { type Connection, type Line, type Question, type RoomState, emptyRoom } from "./state";

export type RoomAction =
  | { type: "server"; event: ServerEvent }
  | { type: "connection"; connection: Connection; refusal?: string }
  | { type: "typed"; id: string; text: string }
  | { type: "hold"; on: boolean }
  | { type: "dismiss" };

/** The room after an action. Pure: sound and sockets are handled where they live. */
export function roomReducer(room: RoomState, action: RoomAction): RoomState {
  switch (action.type) {
    case "server":
      return { ...afterEvent(room, action.event), lastEventId: action.event.event_id };
    case "connection":
      return {
        ...room,
        connection: action.connection,
        refusal: action.refusal ?? "",
        hearing: action.connection === "open" && room.hearing,
      };
    case "typed":
      return {
        ...room,
        awaiting: true,
        thinking: false,
        lines: put(room.lines, action.id, "user", { text: action.text, typed: true }),
      };
    case "hold":
      return { ...room, thinking: action.on };
    case "dismiss":
      return { ...room, notice: null, error: "" };
  }
}

function afterEvent(room: RoomState, event: ServerEvent): RoomState {
  switch (event.type) {
    case "interview.started":
      return { ...room, started: event };
    case "interview.question":
      return { ...room, question: questionOf(event) };
    case "interview.resync":
      return afterResync(room, event);
    case "interview.turn.saved":
      return { ...room, lines: change(room.lines, event.item_id, { saved: true }) };
    case "interview.completed":
      return { ...room, completed: true, awaiting: false, question: null };
    case "interview.feedback.ready":
      return { ...room, feedbackReady: true };
    case "interview.notice":
      return afterNotice(room, event);
    case "session.created":
    case "session.updated":
      return { ...room, textOnly: event.session.output_modalities?.[0] === "text" };
    case "input_audio_buffer.speech_started":
      return { ...room, hearing: true };
    case "input_audio_buffer.speech_stopped":
      return { ...room, hearing: false };
    case "input_audio_buffer.cleared":
      return { ...room, hearing: false, lines: withoutEmpty(room.lines) };
    case "input_audio_buffer.committed":
      return {
        ...room,
        hearing: false,
        thinking: false,
        awaiting: true,
        lines: put(room.lines, event.item_id, "user", {}),
      };
    case "conversation.item.input_audio_transcription.delta":
      return { ...room, lines: append(room.lines, event.item_id, "user", event.delta) };
    case "conversation.item.input_audio_transcription.completed":
      return {
        ...room,
        lines: event.transcript
          ? put(room.lines, event.item_id, "user", { text: event.transcript, interim: false })
          : room.lines.filter((line) => line.id !== event.item_id),
      };
    case "conversation.item.input_audio_transcription.failed":
      return { ...room, awaiting: false, error: event.error.message ?? "" };
    case "conversation.item.truncated":
      return { ...room, lines: change(room.lines, event.item_id, { cut: true, interim: false }) };
    case "conversation.item.deleted":
      return { ...room, lines: room.lines.filter((line) => line.id !== event.item_id) };
    case "response.created":
      return {
        ...room,
        awaiting: true,
        reply: {
          id: event.response.id ?? "",
          number: event.response.number ?? 0,
          itemId: null,
          sent: false,
          held: false,
          cancelled: false,
        },
      };
    case "response.output_item.added":
      return room.reply?.id === event.response_id
        ? { ...room, reply: { ...room.reply, itemId: event.item.id ?? null } }
        : room;
    case "response.output_audio_transcript.delta":
    case "response.output_text.delta":
      return {
        ...room,
        awaiting: false,
        lines: append(room.lines, event.item_id, "assistant", event.delta),
      };
    case "response.output_audio_transcript.done":
      return { ...room, lines: finished(room.lines, event.item_id, event.transcript) };
    case "response.output_text.done":
      return { ...room, lines: finished(room.lines, event.item_id, event.text) };
    case "response.done":
      return afterReply(room, event);
    case "error":
      return { ...room, awaiting: false, error: event.error.message };
    default:
      return room;
  }
}

function afterReply(room: RoomState, event: ServerEventOf<"response.done">): RoomState {
  const cancelled = event.response.status === "cancelled";
  if (room.reply?.id !== event.response.id) return room;
  const itemId = room.reply?.itemId ?? "";
  return {
    ...room,
    awaiting: false,
    reply: room.reply && { ...room.reply, sent: true, held: false, cancelled },
    lines: change(room.lines, itemId, { interim: false, ...(cancelled ? { cut: true } : {}) }),
  };
}

function afterNotice(room: RoomState, event: ServerEventOf<"interview.notice">): RoomState {
  const notice = { code: event.code, message: event.message };
  switch (event.code) {
    case "hold_playback":
    case "resume_playback":
      return room.reply && event.response_id === room.reply.id
        ? { ...room, reply: { ...room.reply, held: event.code === "hold_playback" } }
        : room;
    case "paused":
      return { ...room, paused: true, hearing: false, notice: null };
    case "resumed":
      return { ...room, paused: false, notice: null };
    default:
      return { ...room, notice };
  }
}

function afterResync(room: RoomState, event: ServerEventOf<"interview.resync">): RoomState {
  return {
    ...emptyRoom,
    connection: room.connection,
    started: room.started,
    textOnly: room.textOnly,
    question: event.question ? questionOf(event.question) : null,
    lines: (event.turns ?? []).map((turn) => ({
      id: turn.item_id,
      role: turn.role,
      text: turn.text,
      interim: false,
      cut: turn.cut ?? false,
      typed: false,
      saved: true,
    })),
  };
}

type WireQuestion = Omit<ServerEventOf<"interview.question">, "type" | "event_id">;

function questionOf(wire: WireQuestion): Question {
  const shown = wire.exhibit;
  return {
    itemId: wire.item_id ?? null,
    index: wire.index,
    total: wire.total,
    competency: wire.competency,
    kind: wire.kind ?? "main",
    why: wire.why ?? "",
    timeLimitS: wire.time_limit_s ?? null,
    preparationS: wire.preparation_s ?? null,
    exhibit: shown
      ? { title: shown.title, columns: shown.columns, rows: shown.rows, note: shown.note ?? "" }
      : null,
  };
}

function put(lines: Line[], id: string, role: Line["role"], values: Partial<Line>): Line[] {
  if (lines.some((line) => line.id === id)) return change(lines, id, values);
  const fresh: Line = { id, role, text: "", interim: true, cut: false, typed: false, saved: false };
  return [...lines, { ...fresh, ...(values.text ? { interim: false } : {}), ...values }];
}

function change(lines: Line[], id: string, values: Partial<Line>): Line[] {
  return lines.map((line) => (line.id === id ? { ...line, ...values } : line));
}

function append(lines: Line[], id: string, role: Line["role"], delta: string): Line[] {
  const known = lines.find((line) => line.id === id);
  const text = joined(known?.text ?? "", delta, role);
  return put(lines, id, role, { text, interim: true });
}

/** Captions of speech come word by word without spaces between; replies bring their own. */
function joined(before: string, delta: string, role: Line["role"]): string {
  const gap = role === "user" && before && !/^\s/.test(delta) && !/\s$/.test(before);
  return `${before}${gap ? " " : ""}${delta}`;
}

function finished(lines: Line[], id: string, text: string): Line[] {
  return put(lines, id, "assistant", { text, interim: false });
}

function withoutEmpty(lines: Line[]): Line[] {
  return lines.filter((line) => line.saved || !(line.interim && line.role === "user"));
}
