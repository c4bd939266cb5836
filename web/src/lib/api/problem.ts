import { AxiosError } from "axios";

/** What the server says of a refusal (RFC 9457), or what can be said without it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    /** A name that stays: "not-found", "invalid-input", "offline", … */
    readonly kind: string,
    message: string,
    /** By field, as the form shows them. */
    readonly fields: Record<string, string> = {},
    readonly retryAfterS: number | null = null,
  ) {
    super(message);
    this.name = "Problem";
  }
}

interface Document {
  type?: string;
  detail?: string;
  title?: string;
  errors?: { field: string; message: string }[];
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof AxiosError)) return new Problem(0, "unknown", String(error));
  const { response } = error;
  if (!response) {
    const late = error.code === AxiosError.ECONNABORTED || error.code === AxiosError.ETIMEDOUT;
    return late
      ? new Problem(0, "timeout", "The server takes too long to answer. Please try again.")
      : new Problem(0, "offline", "The server can't be reached. Is it running, and are you online?");
  }
  const told = (typeof response.data === "object" ? response.data : {}) as Document;
  const fields = Object.fromEntries((told.errors ?? []).map((each) => [each.field, each.message]));
  const wait = Number(response.headers["retry-after"]);
  return new Problem(
    response.status,
    told.type?.replace("urn:ihr:problem:", "") ?? "unknown",
    told.detail ?? told.title ?? "Something went wrong. Please try again.",
    fields,
    Number.isFinite(wait) && wait > 0 ? wait : null,
  );
}
