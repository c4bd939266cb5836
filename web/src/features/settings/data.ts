import useSWR from "swr";
import { get, put } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Preferences = components["schemas"]["PreferencesView"];
export type Change = components["schemas"]["PreferencesChange"];
type Role = components["schemas"]["RoleView"];
type Industry = components["schemas"]["IndustryView"];

export const useRoles = () => useSWR("/settings/roles", (url: string) => get<Role[]>(url));
export const useIndustries = () =>
  useSWR("/settings/industries", (url: string) => get<Industry[]>(url));

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
