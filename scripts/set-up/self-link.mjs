import { lstatSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

/**
 * Makes the package findable by its own name inside the checkout, as it is in a user's project. The dynamic provider
 * needs that: its code comes out of Pulumi's state, belongs to no file, and looks for packages from the program's folder
 * upwards.
 */
export function linkToSelf() {
    const link = join(root, "node_modules", "pulumi-ec2-instance-connect");
    if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(link) === "..") {
        return;
    }
    rmSync(link, { recursive: true, force: true });
    symlinkSync("..", link, "dir");
}
