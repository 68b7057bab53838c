import type { Host, Hosts } from "../host/start-hosts";
import { expectLines } from "../measure/expect";
import { programPath } from "../paths";
import { run } from "./run";

/** Runs a program that is written with ssh2, which sends one command after the other over one connection. */
export async function runSsh2Program(
    hosts: Hosts,
    { address, port, hostKeyLines }: Host,
    commands: number,
): Promise<void> {
    const args = [address, port, hosts.keyPath, hostKeyLines[0] ?? "", commands].map(String);
    expectLines(await run(process.execPath, [programPath("ssh2-process"), ...args]), commands);
}
