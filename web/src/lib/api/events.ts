import type { components } from "@/lib/api/schema";

/** The events of the realtime protocol, from the server's own classes. */
export type ServerEvent = components["schemas"]["RealtimeServerEvent"];
export type ClientEvent = components["schemas"]["RealtimeClientEvent"];
export type ServerEventOf<T extends ServerEvent["type"]> = Extract<ServerEvent, { type: T }>;
