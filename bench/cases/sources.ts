import { randomBytes, randomInt } from "node:crypto";
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const MIB = 1024 * 1024;
const FILES_IN_FOLDER = 100;

/** Writes a file of random bytes, which no compression makes smaller. */
export function makeLargeFile(path: string, mebibytes: number): void {
    const file = openSync(path, "w");
    for (let written = 0; written < mebibytes; written += 1) {
        writeSync(file, randomBytes(MIB));
    }
    closeSync(file);
}

/** Writes files of 1 to 16 KiB in folders of a hundred. */
export function makeTree(folder: string, count: number): void {
    for (let index = 0; index < count; index += 1) {
        mkdirSync(join(folder, folderOf(index)), { recursive: true });
        writeSmallFile(folder, index);
    }
}

/** Gives so many files of the tree a new content. */
export function changeTree(folder: string, count: number, changed: number): void {
    for (let turn = 0; turn < changed; turn += 1) {
        writeSmallFile(folder, Math.floor((turn * count) / changed));
    }
}

function writeSmallFile(folder: string, index: number): void {
    writeFileSync(join(folder, folderOf(index), `f${index}`), randomBytes(randomInt(1024, 16 * 1024)));
}

function folderOf(index: number): string {
    return `d${Math.floor(index / FILES_IN_FOLDER)}`;
}
