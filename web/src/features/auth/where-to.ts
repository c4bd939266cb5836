/** Where somebody wanted to go before they had to sign in: a path of our own, never elsewhere. */
export function whereTo(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/interviews/";
}
