import type { ClientEvent, ServerEvent } from "@/lib/api/events";

/** How long to wait before each further try, in milliseconds; the last one repeats. */
const WAITS_MS = [250, 500, 1000, 2000, 4000, 5000];
/** The server's close code when the interview goes on over another connection. */
const REPLACED = 4001;
/** What is said while the connection is away is kept, up to 20 s of PCM16 at 16 kHz: the server
 * takes 30 s more than has passed at once. */
export const KEPT_BYTES = 20 * 32_000;

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
  private kept: ArrayBuffer[] = [];
  private begun = false;
  private asking = false;
  lastEventId = "";

  constructor(
    private readonly interviewId: string,
    private readonly ticket: TicketSource,
    private readonly on: RoomSocketEvents,
  ) {}

  async connect(): Promise<void> {
    clearTimeout(this.timer);
    if (this.closed || this.asking) return;
    this.asking = true;
    try {
      this.open(await this.ticket());
    } catch (error) {
      if (error instanceof Refusal && !error.retry) this.on.refused(error.message);
      else this.later();
    } finally {
      this.asking = false;
    }
  }

  /** Sends now, or when the connection is back. */
  send(event: ClientEvent): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(event));
    else this.waiting.push(event);
  }

  /** Sends now, or when the connection is back: the server's clock is the audio that it has, so
   * an answer goes on where it was cut. What is said before the first connection is to nobody. */
  sendAudio(pcm: ArrayBuffer): void {
    const socket = this.socket;
    if (socket?.readyState === WebSocket.OPEN) {
      if (socket.bufferedAmount <= KEPT_BYTES) socket.send(pcm);
    } else if (this.begun && !this.closed) {
      this.kept.push(pcm);
      let bytes = this.kept.reduce((sum, part) => sum + part.byteLength, 0);
      while (bytes > KEPT_BYTES) bytes -= this.kept.shift()?.byteLength ?? bytes;
    }
  }

  /** The machine has no network: the connection is gone, though it may not know yet. */
  drop(): void {
    const socket = this.socket;
    if (socket === null) return;
    this.socket = null;
    socket.close();
    this.later();
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
      if (this.socket !== socket) return;
      this.tries = 0;
      this.begun = true;
      this.on.open();
      for (const event of this.waiting.splice(0)) this.send(event);
      for (const pcm of this.kept.splice(0)) this.sendAudio(pcm);
    };
    socket.onmessage = ({ data }) => {
      if (this.socket === socket) this.received(data as string | ArrayBuffer);
    };
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
