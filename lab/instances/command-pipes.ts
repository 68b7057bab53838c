import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, unlinkSync } from "node:fs";
import { Socket } from "node:net";

/** The two outputs of a command, as pipes: our ends, and the ends that the command inherits. */
export interface OutputPipes {
    readonly stdout: Socket;
    readonly stderr: Socket;
    /** File descriptors of the command's ends: 1 and 2. */
    readonly inherited: readonly [number, number];
    /** Closes the command's ends in this process, once it has them. */
    handOver(): void;
}

const BATCH = 20;

/**
 * Makes output pipes for commands, from named pipes whose paths begin with the prefix. Node.js gives child processes sockets,
 * on which a script's `echo oops >/dev/stderr` fails; sshd gives pipes. Stdin stays a socket: a named pipe that has ended
 * already would block who opens /dev/stdin.
 */
export function makePipeSource(prefix: string): () => OutputPipes {
    let paths: string[] = [];
    let made = 0;
    const open = () => {
        if (paths.length === 0) {
            paths = Array.from({ length: BATCH }, () => `${prefix}${made++}`);
            execFileSync("mkfifo", ["-m", "600", ...paths]);
        }
        return openPipe(paths.pop() ?? "");
    };
    return () => {
        const [output, errors] = [open(), open()];
        return {
            stdout: output.read,
            stderr: errors.read,
            inherited: [output.write, errors.write],
            handOver: () => {
                closeSync(output.write);
                closeSync(errors.write);
            },
        };
    };
}

/** Our end doesn't block; the command's does, as programs expect. Opened in an order that waits for nobody. */
function openPipe(path: string): { readonly read: Socket; readonly write: number } {
    const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const write = openSync(path, constants.O_WRONLY);
    unlinkSync(path);
    return { read: new Socket({ fd: read, readable: true, writable: false }), write };
}
