import { auth } from "./auth";
import { common } from "./common";
import { dashboard } from "./dashboard";
import { history } from "./history";
import { home } from "./home";
import { resources } from "./resources";
import { review } from "./review";
import { room } from "./room";
import { settings } from "./settings";
import { setup } from "./setup";

/** Every word that a page shows, in one place, so that it can be said in another language. */
export const text = { auth, common, dashboard, history, home, resources, review, room, settings, setup };
