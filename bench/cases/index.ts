import type { Case } from "./case";
import { cold } from "./cold";
import { crowd } from "./crowd";
import { endpoint } from "./endpoint";
import { file } from "./file";
import { hundred } from "./hundred";
import { memory } from "./memory";
import { noOp } from "./no-op";
import { single } from "./single";
import { startUp } from "./start-up";
import { timeline } from "./timeline";
import { tree } from "./tree";
import { unchanged } from "./unchanged";

/** Every case, in the order of the table. */
export const cases: readonly Case[] = [
    cold,
    hundred,
    single,
    crowd,
    file,
    tree,
    unchanged,
    endpoint,
    noOp,
    memory,
    startUp,
    timeline,
];
