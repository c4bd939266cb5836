import { toProblem } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";

export type Person = components["schemas"]["PersonView"];
export type People = components["schemas"]["Page_PersonView_"];
export type Trail = components["schemas"]["Page_EventView_"];
export type Engine = components["schemas"]["EngineView"];
export type Link = components["schemas"]["LinkView"];
export type Catalogue = "industries" | "roles" | "scenarios" | "resources";

/** One entry of any of the catalogues, as far as a list shows it. */
export interface Entry {
  id?: string;
  slug?: string;
  name?: string;
  title?: string;
  active: boolean;
  edited: boolean;
}

export const keyOf = (entry: Entry) => entry.slug ?? entry.id ?? "";
export const nameOf = (entry: Entry) => entry.name ?? entry.title ?? keyOf(entry);

/** Do something; what went wrong, in a sentence, or "". */
export async function attempt(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "";
  } catch (error) {
    return toProblem(error).message;
  }
}
