import type { Clock } from "../../base/clock";
import { isProviderError } from "../../base/error";
import { reconnectPauseMs } from "../../base/reconnect-pause";
import type { Acting } from "../../host/acting";
import type { Connect } from "../../host/connect";
import type { HostLease } from "../../host/host";
import type { FilesDeps } from "../place-request";
import { transferFailed, transferTimedOut } from "../transfer-errors";
import { CutShort, LINK_LOST, openReader, type Reader } from "./open-reader";

const FRUITLESS_ATTEMPTS = 10;
/** And so long: on a link that is cut several times a second ten connections are soon over, and the next may hold. */
const FRUITLESS_MS = 60_000;
/** What a cut may have made the host say is believed when it is said again and again. */
const DOUBTED_IN_A_ROW = 3;

/** Questions to a host, over as many connections as they take. */
export interface Reading {
    /** Does `work` with a shell, and once more, with another one, whenever the connection was lost. Many may be at work. */
    with<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
    /** Says that something has arrived: the next connection may be worth its while. */
    noteProgress(): void;
    readonly clock: Clock;
    close(): void;
}

/** By whose rights is read, and whether as root only where nobody else can exchange what is read. */
export interface ReadingUser {
    readonly acting: Acting | undefined;
    readonly isSafe?: boolean;
}

export function makeReading(connect: Connect, { acting, isSafe = false }: ReadingUser, deps: FilesDeps): Reading {
    const { clock, random, deadline, log } = deps;
    const controller = new AbortController();
    let current: Promise<Reader> | undefined;
    let isFirst = true;
    let fruitless = 0;
    let doubts = 0;
    let progressAt = clock.monotonicMs();

    const noteProgress = () => {
        fruitless = 0;
        doubts = 0;
        progressAt = clock.monotonicMs();
    };
    const open = async (): Promise<Reader> => {
        if (!isFirst) {
            log.status("Connecting again");
            await clock.sleep(Math.min(reconnectPauseMs(fruitless, random), deadline.remainingMs()));
        }
        isFirst = false;
        fruitless += 1;
        const lease: HostLease = await connect(deadline);
        try {
            const onGone = () => {
                current = undefined;
                lease.release();
            };
            return await openReader(lease.host, { acting, isSafe, signal: controller.signal, deadline, onGone });
        } catch (error) {
            lease.release();
            const mayPass = isProviderError(error) && error.failure.layer === "ssh" && error.failure.retryable;
            throw mayPass ? LINK_LOST : error;
        }
    };
    const openOnce = () => {
        current ??= open().catch((error) => {
            current = undefined;
            throw error;
        });
        return current;
    };
    const repeat = async <T>(work: (reader: Reader) => Promise<T>): Promise<T> => {
        for (;;) {
            try {
                return await work(await openOnce());
            } catch (error) {
                if (error instanceof CutShort && doubts < DOUBTED_IN_A_ROW) {
                    doubts += 1;
                } else if (error instanceof CutShort) {
                    throw error.meant;
                } else if (error !== LINK_LOST || controller.signal.aborted) {
                    throw error;
                }
                if (fruitless >= FRUITLESS_ATTEMPTS && clock.monotonicMs() - progressAt >= FRUITLESS_MS) {
                    throw transferFailed("FILE_LINK_LOST", "the connection was lost repeatedly", "read");
                }
            }
        }
    };
    return {
        noteProgress,
        clock,
        with: (work) =>
            deadline.race(
                () => repeat(work),
                () => transferTimedOut(deadline, "read"),
            ),
        close: () => controller.abort(),
    };
}
