import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { LabClock } from "../clock";
import type { Conditions } from "../faults/conditions";
import { makeInstanceFaults } from "../faults/instance-faults";
import { DEFAULT_GROUP } from "../network/security-group";
import { type ConnectionRecorder, recordConnections } from "./connection-log";
import { printConsole } from "./console";
import { makeDuties } from "./duties";
import { makeHomes } from "./homes";
import { type HostKey, makeHostKey } from "./host-keys";
import { completeImage } from "./image";
import { receiveKey } from "./incoming-keys";
import type { InstanceControl, LabInstance } from "./instance";
import { endSshdLag, startConditions } from "./launch-lag";
import type { LaunchOptions } from "./launch-options";
import { type Machine, makeMachine } from "./machine";
import { makePower, type Power } from "./power";
import { makePushedKeys, type PushedKeys } from "./pushed-keys";
import type { InsideAddress } from "./reach";
import { makeTimers, type Timers } from "./timers";

/** What every instance of a lab shares. */
export interface LaunchPlace {
    readonly clock: LabClock;
    /** The lab's private folder. */
    readonly folder: string;
    readonly availabilityZone: string;
    readonly vpcId: string;
    readonly subnetId: string;
    /** A connection within a VPC. */
    reach(address: InsideAddress): Socket | undefined;
}

interface Parts {
    readonly options: LaunchOptions;
    readonly place: LaunchPlace;
    readonly conditions: Conditions;
    readonly recorder: ConnectionRecorder;
    readonly keys: PushedKeys;
    readonly homes: ReadonlyMap<string, string>;
    readonly timers: Timers;
    readonly machine: Machine;
    readonly power: Power;
    readonly hostKeys: { current: readonly HostKey[] };
}

/** Makes an instance and boots it; one that is to be stopped is halted again, because it has a private address already. */
export async function launch(options: LaunchOptions, place: LaunchPlace): Promise<InstanceControl> {
    const instanceId = options.instanceId ?? `i-${hexadecimal(17)}`;
    const folder = join(place.folder, instanceId);
    mkdirSync(folder, { mode: 0o700 });
    const { clock } = place;
    const conditions = startConditions(options, clock);
    const keys = makePushedKeys(clock);
    const recorder = recordConnections();
    const homes = makeHomes(options.osUsers ?? ["ec2-user"], folder, options);
    const hostKeys = { current: makeHostKeys(options) };
    const vpcId = options.vpcId ?? place.vpcId;
    const forward = (address: string, port: number) => place.reach({ vpcId, address, port });
    const reboot = () => void power.reboot(options.rebootMs);
    const duties = () => makeDuties({ clock, conditions, keys, recorder, homes, forward, reboot }, hostKeys.current);
    const machine = makeMachine({ options, folder, marker: instanceId, conditions, recorder, duties });
    try {
        await machine.boot(false);
    } catch (error) {
        await machine.halt();
        rmSync(folder, { recursive: true, force: true });
        throw error;
    }
    if (options.state === "stopped") await machine.halt();
    const timers = makeTimers();
    const power = makePower(machine, options.state === "stopped" ? "stopped" : "running", folder, timers.clear);
    endSshdLag(options, timers, async () => {
        conditions.link.refusesConnections = false;
        await machine.front?.apply();
    });
    const parts = { options, place, conditions, recorder, keys, homes, timers, machine, power, hostKeys };
    return makeControl(instanceId, parts);
}

function makeControl(instanceId: string, parts: Parts): InstanceControl {
    const { conditions, keys, place } = parts;
    return {
        instance: makeInstance(instanceId, parts),
        takeDescribe: () => {
            if (place.clock.now() < conditions.unknownUntil) return false;
            if (conditions.unknownCalls <= 0) return true;
            conditions.unknownCalls--;
            return false;
        },
        dialInside: () => {
            const inside = parts.power.state === "running" ? parts.machine.addresses?.private : undefined;
            return inside && connect({ host: inside.address, port: inside.port, noDelay: true, allowHalfOpen: true });
        },
        pushKey: (osUser, line, requestId) =>
            keys.add(receiveKey(place.clock, conditions, { osUser, line, requestId })),
    };
}

function makeInstance(instanceId: string, parts: Parts): LabInstance {
    const { options, place, conditions, machine, power, hostKeys, homes } = parts;
    const { clock } = place;
    const isAddressTold = () => clock.now() >= conditions.allAddressesHiddenUntil;
    const printed = printConsole(options.console, hostKeys.current);
    return {
        instanceId,
        image: completeImage(options.image, options.image?.imageId ?? `ami-${hexadecimal(17)}`),
        instanceType: options.instanceType ?? "t3.micro",
        availabilityZone: options.availabilityZone ?? place.availabilityZone,
        vpcId: options.vpcId ?? place.vpcId,
        subnetId: options.subnetId ?? place.subnetId,
        securityGroupIds: options.securityGroupIds ?? [DEFAULT_GROUP.groupId],
        metadata: options.metadata ?? "enabled",
        statusChecks: options.statusChecks ?? "ok",
        tags: { ...options.tags },
        launchedAt: clock.now(),
        osUsers: [...homes.keys()],
        faults: makeFaults(parts),
        connections: parts.recorder.log,
        get state() {
            const isPending = power.state === "running" && clock.now() < conditions.pendingUntil;
            return conditions.reportedState ?? (isPending ? "pending" : power.state);
        },
        get consoleText() {
            return clock.now() < conditions.consoleBlankUntil ? "" : (conditions.consoleText ?? printed);
        },
        get privateAddress() {
            return isAddressTold() ? (machine.addresses?.told.private ?? "") : "";
        },
        get publicAddress() {
            const { public: open, told } = machine.addresses ?? {};
            const isTold = power.state === "running" && isAddressTold() && clock.now() >= conditions.addressHiddenUntil;
            return isTold ? (open?.address ?? told?.closedPublic) : undefined;
        },
        get ipv6Address() {
            return isAddressTold() ? machine.addresses?.told.ipv6 : undefined;
        },
        get port() {
            return machine.addresses?.private.port ?? 0;
        },
        get ipv6Port() {
            return machine.addresses?.ipv6?.port;
        },
        get hostKeyLines() {
            return hostKeys.current.map((key) => key.line);
        },
        get hostKeyFingerprints() {
            return hostKeys.current.map((key) => key.fingerprint);
        },
        get pushedKeys() {
            return parts.keys.all();
        },
        homeOf: (osUser) => homes.get(osUser) ?? "",
        stop: power.stop,
        start: power.start,
        reboot: power.reboot,
        terminate: power.terminate,
    };
}

function makeFaults({ options, place, conditions, machine, keys, hostKeys, timers }: Parts): LabInstance["faults"] {
    return makeInstanceFaults({
        clock: place.clock,
        conditions,
        applyLink: async () => machine.front?.apply(),
        cut: (manner) => machine.front?.cut(manner) ?? 0,
        cutAfter: (plan) => machine.front?.cutAfter(plan),
        lapseKeys: keys.lapse,
        changeHostKey: () => {
            hostKeys.current = makeHostKeys(options);
            return machine.replaceHost();
        },
        later: timers.later,
    });
}

function makeHostKeys({ hostKeyTypes = ["ed25519"] }: LaunchOptions): HostKey[] {
    return hostKeyTypes.map(makeHostKey);
}

function hexadecimal(digits: number): string {
    return randomBytes(digits).toString("hex").slice(0, digits);
}
