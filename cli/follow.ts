import { keepCompiled } from "../provider/base/compile-cache";

/** Follows a command line, with what was compiled before. */
export function follow(args: readonly string[]): void {
    keepCompiled();
    const { run } = require("./run") as typeof import("./run");
    void run(args);
}
