import { inChunks } from "../../provider/base/in-chunks";
import { quoteForShell } from "../../provider/base/shell";
import type { CopyHost } from "./copy-host";
import type { UploadItem } from "./walk-local";

/** As many touches go into one text. */
const TOGETHER = 500;

/** Gives what is in place the times of its sources; directories last, and the inner ones first. */
export async function preserveTimes(placed: readonly UploadItem[], { connect, deps }: CopyHost): Promise<void> {
    const files = placed.filter(({ kind }) => kind === "file");
    const directories = placed.filter(({ kind }) => kind === "directory").reverse();
    for (const some of inChunks([...files, ...directories], TOGETHER)) {
        const { host, release } = await connect(deps.deadline);
        const text = some.map(printTouches).join("\n");
        await host.order({ libraries: [], text, deadline: deps.deadline, onFrame: () => {} }).ended;
        release();
    }
}

function printTouches({ to, accessedAt, modifiedAt }: UploadItem): string {
    const path = quoteForShell(to);
    return `TZ=UTC0 touch -a -t ${printTime(accessedAt)} -- ${path}; TZ=UTC0 touch -m -t ${printTime(modifiedAt)} -- ${path}`;
}

/** As touch takes it, in UTC. */
function printTime(seconds: number): string {
    const [date = "", time = ""] = new Date(seconds * 1000).toISOString().split(/[T.]/);
    const [hour, minute, second] = time.split(":");
    return `${date.replaceAll("-", "")}${hour}${minute}.${second}`;
}
