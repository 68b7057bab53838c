import { join } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "../../lab";
import { makeTestStack, type TestStack } from "./engine";

/** A lab for the tests of a file, and for each test an instance and the stacks that it makes. */
export interface Scene {
    readonly lab: Lab;
    readonly instance: LabInstance;
    /** A stack on the real engine against the lab; removed after the test. */
    makeStack(program: PulumiFn, environment?: Record<string, string>): Promise<TestStack>;
    /** A path below the home of the instance's first user. */
    home(...names: string[]): string;
}

/** Sets the scene for the tests of the calling file, and clears it away. */
export function useScene(launchOptions: LaunchOptions = {}): Scene {
    let lab: Lab;
    let instance: LabInstance;
    let stacks: TestStack[] = [];
    beforeAll(async () => {
        lab = await startLab();
    });
    beforeEach(async () => {
        instance = await lab.launchInstance(launchOptions);
    });
    afterEach(async () => {
        for (const stack of stacks) {
            stack.remove();
        }
        stacks = [];
        await instance.terminate();
    });
    afterAll(() => lab.stop());
    return {
        get lab() {
            return lab;
        },
        get instance() {
            return instance;
        },
        makeStack: async (program, environment) => {
            const stack = await makeTestStack(lab, program, environment);
            stacks.push(stack);
            return stack;
        },
        home: (...names) => join(instance.homeOf("ec2-user"), ...names),
    };
}
