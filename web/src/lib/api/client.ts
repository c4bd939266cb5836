import axios, { AxiosError, type AxiosRequestConfig, type InternalAxiosRequestConfig } from "axios";
import { Problem, toProblem } from "./problem";

/** Tells the server that this is a page: its refresh token then stays in a cookie, and a request
 * from elsewhere, which can't set this header, is none of ours. */
const CLIENT = { "X-IHR-Client": "web" };
const LOCK = "ihr-renewal";
/** Whether there may be a sign-in to renew; the cookie itself can't be seen, which is its point. */
const MARK = "ihr.signed-in";

interface Access {
  access_token: string;
  expires_in: number;
}

let access: { token: string; until: number } | null = null;
const listeners = new Set<(signedIn: boolean) => void>();

const http = axios.create({ headers: CLIENT, timeout: 30_000 });

http.interceptors.request.use(async (config: InternalAxiosRequestConfig) => {
  const token = await currentToken();
  if (token) config.headers.Authorization = `Bearer ${token}`;
  return config;
});

/** A request of our own API: its data, or a `Problem`. An access token that the server doesn't
 * take any more is renewed once. */
export async function request<T>(config: AxiosRequestConfig): Promise<T> {
  try {
    return (await http.request<T>(config)).data;
  } catch (error) {
    const problem = await readProblem(error);
    if (problem.status !== 401 || !access) throw problem;
    access = null;
    if (!(await renew())) throw problem;
    try {
      return (await http.request<T>(config)).data;
    } catch (again) {
      throw await readProblem(again);
    }
  }
}

/** Where a file was asked for, a refusal comes as a file too. */
async function readProblem(error: unknown): Promise<Problem> {
  if (error instanceof AxiosError && error.response?.data instanceof Blob) {
    const told = await error.response.data.text();
    error.response.data = told.startsWith("{") ? JSON.parse(told) : {};
  }
  return toProblem(error);
}

export const get = <T>(url: string, params?: object) => request<T>({ url, params });
export const post = <T>(url: string, data?: unknown) => request<T>({ method: "POST", url, data });
export const put = <T>(url: string, data?: unknown) => request<T>({ method: "PUT", url, data });
export const patch = <T>(url: string, data?: unknown) => request<T>({ method: "PATCH", url, data });
export const remove = <T>(url: string, data?: unknown) =>
  request<T>({ method: "DELETE", url, data });

/** A file that only its owner may have: fetched with the token, not linked to. */
export const getBlob = (url: string, params?: object) =>
  request<Blob>({ url, params, responseType: "blob", timeout: 120_000 });

/** A file that is made of what is asked for. */
export const postForBlob = (url: string, data: unknown) =>
  request<Blob>({ method: "POST", url, data, responseType: "blob" });

export async function signIn(username: string, password: string): Promise<void> {
  const form = new URLSearchParams({ grant_type: "password", username, password });
  await handOver("/auth/token", form);
}

export async function beGuest(): Promise<void> {
  await handOver("/auth/guest");
}

export async function signOut(everywhere = false): Promise<void> {
  try {
    await post("/auth/logout", { everywhere });
  } finally {
    forget();
  }
}

/** After the account itself is gone, or the server has said that the sign-in is over. */
export function forget(): void {
  access = null;
  window.localStorage.removeItem(MARK);
  listeners.forEach((listener) => listener(false));
}

export function onSignInChange(listener: (signedIn: boolean) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether somebody is signed in, after renewing a sign-in of an earlier visit. */
export async function restore(): Promise<boolean> {
  return (await currentToken()) !== null;
}

async function currentToken(): Promise<string | null> {
  if (access && access.until > Date.now()) return access.token;
  if (typeof window === "undefined" || !window.localStorage.getItem(MARK)) return null;
  return (await renew()) ? (access?.token ?? null) : null;
}

/** One tab at a time: two that renew with the same cookie would look like a theft. */
async function renew(): Promise<boolean> {
  const before = access;
  return navigator.locks.request(LOCK, async () => {
    if (access && access !== before) return true;
    for (const last of [false, true]) {
      try {
        keep((await axios.post<Access>("/auth/refresh", null, { headers: CLIENT })).data);
        return true;
      } catch (error) {
        const problem = toProblem(error);
        if (problem.status === 409 && !last) continue;
        if (problem.status === 401 || problem.status === 403) forget();
        else if (problem.status === 0) throw problem;
        return false;
      }
    }
    return false;
  });
}

async function handOver(url: string, data?: URLSearchParams): Promise<void> {
  try {
    const headers: Record<string, string> = { ...CLIENT };
    if (access) headers.Authorization = `Bearer ${access.token}`;
    keep((await axios.post<Access>(url, data, { headers })).data);
  } catch (error) {
    throw toProblem(error);
  }
  window.localStorage.setItem(MARK, "1");
  listeners.forEach((listener) => listener(true));
}

/** Renewed half a minute early, so that no request goes out with a token that dies on the way. */
function keep({ access_token, expires_in }: Access): void {
  access = { token: access_token, until: Date.now() + (expires_in - 30) * 1000 };
}

export { Problem };
