import useSWR from "swr";
import { get } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Insights = components["schemas"]["InsightsView"];
export type Group = Insights["groups"][number];
export type Series = Group["series"][number];
export type Milestones = components["schemas"]["AchievementsView"];
export type HistoryPage = components["schemas"]["HistoryPage"];
export type Preparation = components["schemas"]["PreparationView"];
export type Shelf = Preparation["shelves"][number];
export type Story = NonNullable<Shelf["best"]>;
export type Recommendations = components["schemas"]["RecommendationsView"];

export const useInsights = () => useSWR("/dashboard/insights", (url: string) => get<Insights>(url));
export const useMilestones = () =>
  useSWR("/dashboard/achievements", (url: string) => get<Milestones>(url));
export const useRecommendations = () =>
  useSWR("/recommendations", (url: string) => get<Recommendations>(url));
export const useRecent = () =>
  useSWR("/interviews/history?limit=100", (url: string) => get<HistoryPage>(url));
export const usePreparation = () =>
  useSWR("/dashboard/preparation", (url: string) => get<Preparation>(url));

/** Whether everything on the page is there, or won't come: it is shown at once, since cards that
 * come one by one push away what is being read. */
export function useSettled(): boolean {
  const asked = [useInsights(), useMilestones(), useRecommendations(), useRecent(), usePreparation()];
  return asked.every(({ data, error }) => data || error);
}

type Held = Pick<HistoryPage["items"][number], "answered" | "duration_s">;

/** Facts that no doubt is in, of interviews that were held. */
export function countedIn(held: Held[]): { interviews: number; answers: number; minutes: number } {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    interviews: held.length,
    answers: sum(held.map((each) => each.answered)),
    minutes: Math.round(sum(held.map((each) => each.duration_s ?? 0)) / 60),
  };
}

/** How many of these fall into the week that `now` is in; a week begins on Monday (ISO 8601). */
export function thisWeek(dates: string[], now = new Date()): number {
  const monday = new Date(now);
  monday.setHours(0, 0, 0, 0);
  monday.setDate(monday.getDate() - ((monday.getDay() + 6) % 7));
  return dates.filter((date) => new Date(date) >= monday).length;
}
