import { afterEach, expect, test, vi } from "vitest";

const real = Object.getOwnPropertyDescriptor(process, "versions");

afterEach(() => {
    if (real !== undefined) {
        Object.defineProperty(process, "versions", real);
    }
    vi.resetModules();
});

async function loadUnder(node: string): Promise<void> {
    Object.defineProperty(process, "versions", { value: { ...process.versions, node }, configurable: true });
    await vi.importActual("../../../provider/process/node-version");
}

test.each(["18.20.4", "20.19.0", "22.11.0"])("Node.js %s is refused with the version to have", async (node) => {
    await expect(loadUnder(node)).rejects.toThrow(`needs Node.js 22.12 or later, and this is ${node}`);
});

test.each(["22.12.0", "24.21.0", "25.0.0"])("Node.js %s will do", async (node) => {
    await loadUnder(node);
});
