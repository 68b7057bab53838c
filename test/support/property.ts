import fc from "fast-check";
import { SEED } from "./seed";

// A failure names the seed, and the path to its example.
fc.configureGlobal({ seed: SEED });

/** fast-check, whose examples are the same in every `npm test`. */
export default fc;
