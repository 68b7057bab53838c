import { rmSync } from "node:fs";
import type { LabInstance } from "./instance";
import type { InstanceState } from "./launch-options";
import type { Machine } from "./machine";

/** Where an instance is in its life cycle, and how it goes on. */
export interface Power extends Pick<LabInstance, "stop" | "start" | "reboot" | "terminate"> {
    readonly state: InstanceState;
}

/** The life cycle of an instance whose machine is on, or off after its first boot. */
export function makePower(machine: Machine, first: "running" | "stopped", folder: string, onEnd: () => void): Power {
    let state: InstanceState = first;
    const isOn = () => state === "running";
    return {
        get state() {
            return state;
        },
        stop: async () => {
            if (!isOn()) return;
            state = "stopping";
            await machine.halt();
            state = "stopped";
        },
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
            onEnd();
            await machine.halt();
            rmSync(folder, { recursive: true, force: true });
            state = "terminated";
        },
    };
}
