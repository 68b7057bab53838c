import { findPackageManager } from "./package-manager.mjs";

/** What is missing, and how to get it. */
export function describeMissing(missing, problem, manager = findPackageManager()) {
    const packages = manager.packagesOf(missing);
    const nowhere = missing.filter((tool) => manager.packagesOf([tool]).length === 0);
    const lines = [`Missing on this machine: ${missing.join(", ")}. The tests that start them fail.`];
    if (problem) {
        lines.push(`  They could not be installed: ${problem}.`);
    }
    if (packages.length > 0) {
        lines.push(`  To install them: ${manager.command(packages)}`);
    }
    if (nowhere.length > 0) {
        lines.push(`  This system has no package for ${nowhere.join(", ")}; a Debian container has.`);
    }
    return lines.join("\n");
}
