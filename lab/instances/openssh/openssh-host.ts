import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { killLeftovers } from "../leftovers";
import { closeListener, listenSomewhere } from "../loopback";
import { makeRebootPrograms, makeRebootRefusals } from "../reboot-programs";
import type { SshHost, SshHostDuties } from "../ssh-host";
import { makeAccounts, printAccounts } from "./accounts";
import { openKeyGate } from "./key-gate";
import { INNER_FOLDER, printNamespaceScript } from "./namespace";
import { findOpenSsh, type OpenSshMeans } from "./requirements";
import { printSshdConfig, type SshdSettings } from "./sshd-config";
import { parseSignIn } from "./sshd-log";
import { startInNamespace, startPlain } from "./sshd-process";

/** How a real OpenSSH instance is set up; see the launch options of the same names. */
export interface OpenSshSettings extends Pick<SshdSettings, "maxSessions" | "maxAuthTries" | "loginGraceTimeMs"> {
    readonly loginShell: string;
    readonly sshdConfig: readonly string[];
    readonly sudoers: string;
    readonly setup: string;
}

/** What a real OpenSSH instance may use of this machine. */
export interface OpenSshPlace {
    /** Exists not yet; a folder for this start of the server. */
    readonly folder: string;
    readonly marker: string;
}

/**
 * Starts a real sshd. As root it gets namespaces of its own: any OS users, its own homes, /tmp and boot id. Else it serves
 * the user of this process, with that user's real home.
 * @throws when sshd is missing, can't serve the OS users, or doesn't take its configuration.
 */
export async function startOpenSshHost(
    duties: SshHostDuties,
    settings: OpenSshSettings,
    place: OpenSshPlace,
): Promise<SshHost> {
    const means = findOpenSsh([...duties.homes.keys()]);
    mkdirSync(place.folder, { mode: 0o700 });
    const backend = await findBackend();
    const ownPath = means.hasNamespaces ? undefined : `${makeRebootRefusals(place.folder)}:/usr/bin:/bin`;
    writeConfig(duties, { ...settings, ownPath }, place, means, backend);
    const stopWaiting = means.hasNamespaces
        ? makeRebootPrograms(place.folder, INNER_FOLDER, duties.reboot)
        : () => undefined;
    if (means.hasNamespaces) writeNamespace(duties, settings, place, means.sshd);
    const gate = openKeyGate(place.folder, duties.authorizedKeys);
    const onLine = (line: string) => {
        const signIn = parseSignIn(line);
        if (signIn) duties.recordSignIn(signIn.osUser, signIn.outcome, signIn.keyFingerprint);
    };
    try {
        const sshd = means.hasNamespaces
            ? await startInNamespace(join(place.folder, "start.sh"), onLine)
            : await startPlain(means.sshd, join(place.folder, "sshd_config"), onLine);
        return {
            dial: () => connect({ host: backend.address, port: backend.port, allowHalfOpen: true, noDelay: true }),
            stop: async () => {
                stopWaiting();
                await sshd.stop();
                gate.close();
                killLeftovers(place.marker, place.folder);
            },
        };
    } catch (error) {
        stopWaiting();
        gate.close();
        throw error;
    }
}

/** An address that nobody else listens on: sshd can't be handed a listener. */
async function findBackend(): Promise<{ address: string; port: number }> {
    const listener = await listenSomewhere();
    await closeListener(listener);
    return listener;
}

function writeConfig(
    duties: SshHostDuties,
    settings: OpenSshSettings & Pick<SshdSettings, "ownPath">,
    place: OpenSshPlace,
    means: OpenSshMeans,
    backend: { address: string; port: number },
): void {
    const folder = means.hasNamespaces ? INNER_FOLDER : place.folder;
    duties.hostKeys.forEach((key, index) => {
        writeFileSync(join(place.folder, `host-key-${index}`), key.privateKey, { mode: 0o600 });
    });
    const config = printSshdConfig({
        ...settings,
        ...backend,
        folder,
        hostKeyFiles: duties.hostKeys.map((_key, index) => `${folder}/host-key-${index}`),
        keyUser: userInfo().username,
        marker: place.marker,
        lines: settings.sshdConfig,
    });
    writeFileSync(join(place.folder, "sshd_config"), config, { mode: 0o600 });
}

function writeNamespace(duties: SshHostDuties, settings: OpenSshSettings, place: OpenSshPlace, sshd: string): void {
    const accounts = makeAccounts([...duties.homes.keys()], settings.loginShell);
    const { passwd, group, shadow } = printAccounts(accounts);
    const write = (name: string, text: string, mode: number) => writeFileSync(join(place.folder, name), text, { mode });
    write("passwd", passwd, 0o644);
    write("group", group, 0o644);
    write("shadow", shadow, 0o600);
    write("sudoers", settings.sudoers, 0o440);
    write("boot-id", `${randomUUID()}\n`, 0o444);
    const hasSudoers = existsSync("/etc/sudoers");
    const { folder } = place;
    const { setup } = settings;
    write("start.sh", printNamespaceScript({ folder, accounts, homes: duties.homes, hasSudoers, setup, sshd }), 0o600);
}
