import { inChunks } from "../../provider/base/in-chunks";
import { quoteForShell } from "../../provider/base/shell";
import type { CopyHost } from "./copy-host";
import type { CopySettings } from "./copy-settings";
import type { UploadItem } from "./walk-local";

/** Something that is in place on the instance. */
export interface PlacedItem extends UploadItem {
    /** Whether nothing was there before. */
    readonly isNew: boolean;
}

interface FinishSettings extends Pick<CopySettings, "preserves" | "reporter"> {
    readonly host: CopyHost;
    readonly umask: number;
}

/** As many go into one text. */
const TOGETHER = 500;

/**
 * Gives what is in place the times of its sources, if they are to be kept, and directories their permissions: not before all is in them.
 * The inner ones come first.
 */
export async function finishUpload(placed: readonly PlacedItem[], settings: FinishSettings): Promise<void> {
    const { host, reporter } = settings;
    const inwards = [...placed].reverse();
    const items = inwards.filter((item) => printFinish(item, settings) !== "");
    for (const some of inChunks(items, TOGETHER)) {
        const { host: there, release } = await host.connect(host.deps.deadline);
        const calls = some.map(
            (item, index) =>
                `eic_said=$( { ${printFinish(item, settings)}; } 2>&1 ) || eic_report_text text ${index} "$eic_said"`,
        );
        const order = there.order({
            libraries: [],
            text: calls.join("\n"),
            deadline: host.deps.deadline,
            onFrame: (frame) => {
                const item = frame.kind === "words" && frame.words[0] === "text" && some[Number(frame.words[1])];
                if (item && frame.kind === "words") {
                    const reason = `It is there, but not with its permissions and times: ${frame.text.trim()}.`;
                    reporter.failed({ path: item.to, code: "FILE_DENIED", reason });
                }
            },
        });
        await order.ended;
        release();
    }
}

function printFinish(item: PlacedItem, { preserves, umask }: FinishSettings): string {
    const { to, kind, mode, isNew, accessedAt, modifiedAt } = item;
    const path = quoteForShell(to);
    const isClosed = isNew && (mode & 0o700) !== 0o700;
    const wanted = preserves ? mode : mode & ~umask;
    const calls = [
        ...(preserves ? [`TZ=UTC0 touch -a -t ${printTime(accessedAt)} -- ${path}`] : []),
        ...(preserves ? [`TZ=UTC0 touch -m -t ${printTime(modifiedAt)} -- ${path}`] : []),
        ...(kind === "directory" && (preserves || isClosed) ? [`chmod ${wanted.toString(8)} -- ${path}`] : []),
    ];
    return calls.join(" && ");
}

/** As touch takes it, in UTC. */
function printTime(seconds: number): string {
    const [date = "", time = ""] = new Date(seconds * 1000).toISOString().split(/[T.]/);
    const [hour, minute, second] = time.split(":");
    return `${date.replaceAll("-", "")}${hour}${minute}.${second}`;
}
