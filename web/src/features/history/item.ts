import type { components } from "@/lib/api/schema";

export type Item = components["schemas"]["HistoryItem"];

export const nameOf = (item: Item) => item.title || item.role;
export const endOf = (item: Item) => item.ended_at ?? item.created_at;
export const dayOf = (item: Item) => new Date(endOf(item)).toLocaleDateString(undefined, { dateStyle: "medium" });
