import { expect, test } from "vitest";
import { whereTo } from "./where-to";

test.each([
  ["/review/?id=1", "/review/?id=1"],
  [null, "/interviews/"],
  ["https://example.org/", "/interviews/"],
  ["//example.org/", "/interviews/"],
  ["/\\example.org/", "/interviews/"],
  ["javascript:alert(1)", "/interviews/"],
])("%s leads to %s", (next, path) => {
  expect(whereTo(next)).toBe(path);
});
