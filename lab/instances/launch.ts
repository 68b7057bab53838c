import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { LabClock } from "../clock";
import { noFaults } from "../faults/conditions";
import { makeInstanceFaults } from "../faults/instance-faults";
import { recordConnections } from "./connection-log";
import { printConsole } from "./console";
import { makeHomes } from "./homes";
import { fingerprintOf, makeHostKey } from "./host-keys";
import { completeImage } from "./image";
import type { InstanceControl, LabInstance } from "./instance";
import { findAuthorizedKeys } from "./key-check";
import type { InstanceState, LaunchOptions } from "./launch-options";
import { makeMachine } from "./machine";
import { KEY_LIFE_MS, makePushedKeys } from "./pushed-keys";

/** What every instance of a lab shares. */
export interface LaunchPlace {
    readonly clock: LabClock;
    /** The lab's private folder. */
    readonly folder: string;
    readonly availabilityZone: string;
    readonly vpcId: string;
    readonly subnetId: string;
}

/** Makes an instance and, unless it is to be stopped, boots it. */
export async function launch(options: LaunchOptions, place: LaunchPlace): Promise<InstanceControl> {
    const { clock } = place;
    const instanceId = options.instanceId ?? `i-${hexadecimal(17)}`;
    const folder = join(place.folder, instanceId);
    mkdirSync(folder, { mode: 0o700 });
    const osUsers = options.osUsers ?? ["ec2-user"];
    const homes = makeHomes(osUsers, folder, options.home);
    const conditions = noFaults();
    const keys = makePushedKeys(clock);
    const recorder = recordConnections();
    const timers = new Set<NodeJS.Timeout>();
    let hostKeys = [makeHostKey()];
    let state: InstanceState = options.state === "stopped" ? "stopped" : "running";
    if (options.state === "pending") conditions.pendingUntil = Number.POSITIVE_INFINITY;
    else if (options.pendingMs) conditions.pendingUntil = clock.now() + options.pendingMs;
    const consoleText = printConsole(options.console, hostKeys);

    const machine = makeMachine({
        options,
        folder,
        marker: instanceId,
        conditions,
        recorder,
        duties: () => ({
            hostKeys,
            homes,
            authorizedKeys: (osUser) => findAuthorizedKeys(osUser, osUsers, keys, conditions),
            recordSignIn: (osUser, outcome, keyBlob) =>
                recorder.signIn({
                    time: clock.now(),
                    osUser,
                    outcome,
                    ...(keyBlob && { keyFingerprint: fingerprintOf(keyBlob) }),
                }),
            recordCommand: recorder.command,
            maxStartups: () => conditions.maxStartups,
        }),
    });
    const faults = makeInstanceFaults({
        clock,
        conditions,
        applyLink: async () => machine.front?.apply(),
        cut: (manner) => machine.front?.cut(manner) ?? 0,
        cutAfter: (plan) => machine.front?.cutAfter(plan),
        lapseKeys: keys.lapse,
        changeHostKey: () => {
            hostKeys = [makeHostKey()];
            return machine.replaceHost();
        },
        later: (delayMs, action) => {
            const timer = setTimeout(() => {
                timers.delete(timer);
                void action();
            }, delayMs);
            timers.add(timer);
        },
    });
    const visibleState = () => (state === "running" && clock.now() < conditions.pendingUntil ? "pending" : state);
    const isOn = () => state === "running";
    const stop = async () => {
        if (!isOn()) return;
        state = "stopping";
        await machine.halt();
        state = "stopped";
    };

    const instance: LabInstance = {
        instanceId,
        image: completeImage(options.image, options.image?.imageId ?? `ami-${hexadecimal(17)}`),
        instanceType: options.instanceType ?? "t3.micro",
        availabilityZone: options.availabilityZone ?? place.availabilityZone,
        vpcId: options.vpcId ?? place.vpcId,
        subnetId: options.subnetId ?? place.subnetId,
        tags: { ...options.tags },
        launchedAt: clock.now(),
        osUsers,
        consoleText,
        faults,
        connections: recorder.log,
        get state() {
            return visibleState();
        },
        get privateAddress() {
            return machine.addresses?.private.address ?? "";
        },
        get publicAddress() {
            return isOn() ? machine.addresses?.public?.address : undefined;
        },
        get ipv6Address() {
            return machine.addresses?.ipv6?.address;
        },
        get port() {
            return machine.addresses?.private.port ?? 0;
        },
        get ipv6Port() {
            return machine.addresses?.ipv6?.port;
        },
        get hostKeyLines() {
            return hostKeys.map((key) => key.line);
        },
        get hostKeyFingerprints() {
            return hostKeys.map((key) => key.fingerprint);
        },
        get pushedKeys() {
            return keys.all();
        },
        homeOf: (osUser) => homes.get(osUser) ?? "",
        stop,
        start: async () => {
            if (state !== "stopped") return;
            await machine.boot(false);
            state = "running";
        },
        reboot: async (downMs = 0) => {
            if (!isOn()) return;
            await machine.halt();
            await new Promise((resolve) => setTimeout(resolve, downMs));
            if (isOn()) await machine.boot(true);
        },
        terminate: async () => {
            if (state === "terminated") return;
            state = "shutting-down";
            for (const timer of timers) clearTimeout(timer);
            await machine.halt();
            rmSync(folder, { recursive: true, force: true });
            state = "terminated";
        },
    };
    // Even a stopped instance has a private address, so it is booted first.
    await machine.boot(false);
    if (options.state === "stopped") await machine.halt();
    return {
        instance,
        takeDescribe: () => {
            if (conditions.unknownCalls <= 0) return true;
            conditions.unknownCalls--;
            return false;
        },
        pushKey: (osUser, keyLine, requestId) => {
            const pushedAt = clock.now();
            const isDead = conditions.deadKeys > 0;
            if (isDead) conditions.deadKeys--;
            keys.add({
                osUser,
                blob: keyLine.split(" ")[1] ?? "",
                line: keyLine,
                requestId,
                pushedAt,
                deliveredAt: pushedAt + conditions.deliveryDelayMs,
                lapsesAt: isDead ? pushedAt : pushedAt + KEY_LIFE_MS,
            });
        },
    };
}

function hexadecimal(digits: number): string {
    return randomBytes(digits).toString("hex").slice(0, digits);
}
