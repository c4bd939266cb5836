import { auth } from "./auth";
import { common } from "./common";
import { home } from "./home";
import { review } from "./review";
import { room } from "./room";
import { setup } from "./setup";

/** Every word that a page shows, in one place, so that it can be said in another language. */
export const text = { common, auth, home, review, room, setup };
