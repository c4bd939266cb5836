import useSWR from "swr";
import { get, postForBlob, put } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Preferences = components["schemas"]["PreferencesView"];
export type Change = components["schemas"]["PreferencesChange"];
type Role = components["schemas"]["RoleView"];
type Industry = components["schemas"]["IndustryView"];
type Engines = components["schemas"]["EnginesView"];

export const useRoles = () => useSWR("/settings/roles", (url: string) => get<Role[]>(url));
export const useIndustries = () =>
  useSWR("/settings/industries", (url: string) => get<Industry[]>(url));

/** Those that one may choose beside the server's own; mostly there are none. */
export const useVoices = () =>
  useSWR("/settings/engines", (url: string) => get<Engines>(url)).data?.voices ?? [];

export const hearVoice = (voice: string, speech_rate: number) =>
  postForBlob("/settings/voice/preview", { voice, speech_rate });

/** What is preferred, and how to change a part of it: shown at once, taken back if it fails. */
export function usePreferences() {
  const { data, error, mutate } = useSWR("/settings/preferences", (url: string) => get<Preferences>(url));
  async function change(part: Change): Promise<void> {
    if (!data) return;
    await mutate(put<Preferences>("/settings/preferences", part), {
      optimisticData: { ...data, ...part } as Preferences,
      rollbackOnError: true,
    });
  }
  return { preferences: data, error: error as unknown, change };
}
