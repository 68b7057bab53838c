import { build } from "./set-up/build.mjs";
import { fail } from "./set-up/say.mjs";

await build().catch(fail);
