import { randomInt } from "node:crypto";
import type { AccessKey } from "./signature";

const ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * A fresh access key in the shape of AWS's own. Whoever can sign for the lab can run commands as its user, and its API can be
 * reached by everybody on the machine: so no two labs share a key that somebody could know.
 */
export function makeAccessKey(): AccessKey {
    return {
        accessKeyId: `AKIA${randomText(ID_CHARACTERS, 16)}`,
        secretAccessKey: randomText(SECRET_CHARACTERS, 40),
    };
}

function randomText(characters: string, length: number): string {
    return Array.from({ length }, () => characters.charAt(randomInt(characters.length))).join("");
}
