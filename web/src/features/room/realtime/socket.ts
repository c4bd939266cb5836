import type { ClientEvent, ServerEvent } from "@/lib/api/events";

/** How long to wait before each further try, in milliseconds; the last one repeats. */
const WAITS_MS = [250, 500, 1000, 2000, 4000, 5000];
/** The server's close code when the interview goes on over another connection. */
const REPLACED = 4001;
/** Unsent audio beyond this is old news: half a second of PCM16 at 16 kHz. */
const BACKLOG_BYTES = 16_000;

export interface RoomSocketEvents {
  event: (event: ServerEvent) => void;
  audio: (frame: { number: number; offset: number; pcm: ArrayBuffer }) => void;
  open: () => void;
  lost: () => void;
  replaced: () => void;
  refused: (reason: string) => void;
}

/** Asks for a new ticket; throws with a sentence for the person where there is none to be had,
 * and `retry` says whether it is worth trying again. */
export type TicketSource = () => Promise<string>;

export class Refusal extends Error {
  constructor(
    message: string,
    readonly retry: boolean,
  ) {
    super(message);
  }
}

/** The connection of one interview: it comes back by itself, where it was. */
export class RoomSocket {
  private socket: WebSocket | null = null;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private waiting: ClientEvent[] = [];
  lastEventId = "";

  constructor(
    private readonly interviewId: string,
    private readonly ticket: TicketSource,
    private readonly on: RoomSocketEvents,
  ) {}

  async connect(): Promise<void> {
    clearTimeout(this.timer);
    if (this.closed) return;
    try {
      this.open(await this.ticket());
    } catch (error) {
      if (error instanceof Refusal && !error.retry) this.on.refused(error.message);
      else this.later();
    }
  }

  /** Sends now, or when the connection is back. */
  send(event: ClientEvent): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(event));
    else this.waiting.push(event);
  }

  /** Audio isn't kept: what was said while the connection was away comes too late. */
  sendAudio(pcm: ArrayBuffer): boolean {
    const socket = this.socket;
    if (socket?.readyState !== WebSocket.OPEN || socket.bufferedAmount > BACKLOG_BYTES) return false;
    socket.send(pcm);
    return true;
  }

  /** The network is back: no need to wait for the next try. */
  hurry(): void {
    if (this.socket === null && !this.closed) void this.connect();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close(1000);
    this.socket = null;
  }

  private open(ticket: string): void {
    if (this.closed) return;
    const url = new URL("/interviews/simulate", window.location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const query = { interview_id: this.interviewId, ticket, audio: "binary" };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    if (this.lastEventId) url.searchParams.set("last_event_id", this.lastEventId);
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => {
      this.tries = 0;
      this.on.open();
      for (const event of this.waiting.splice(0)) this.send(event);
    };
    socket.onmessage = ({ data }) => this.received(data as string | ArrayBuffer);
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (code === REPLACED) {
        this.closed = true;
        this.on.replaced();
      } else {
        this.later();
      }
    };
  }

  private received(data: string | ArrayBuffer): void {
    if (typeof data === "string") {
      const event = JSON.parse(data) as ServerEvent;
      this.lastEventId = event.event_id;
      this.on.event(event);
      return;
    }
    const view = new DataView(data);
    const number = view.getUint32(0, true);
    const offset = Number(view.getBigUint64(4, true));
    this.on.audio({ number, offset, pcm: data.slice(12) });
  }

  private later(): void {
    if (this.closed) return;
    this.on.lost();
    const wait = WAITS_MS[Math.min(this.tries, WAITS_MS.length - 1)] ?? 5000;
    this.tries += 1;
    this.timer = setTimeout(() => void this.connect(), wait);
  }
}
