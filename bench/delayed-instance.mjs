// An instance in a process of its own, so that neither side of a measurement shares its thread. Its link is set by messages;
// it goes when the other process does.
import { createRequire } from "node:module";

const { startLab } = createRequire(import.meta.url)("../dist/lab/index.js");

const lab = await startLab();
const instance = await lab.launchInstance({ kind: "openssh" });
process.on("message", (link) => {
    instance.faults.setLink(link);
    process.send({ done: true });
});
process.once("disconnect", () => lab.stop());
const { endpoint, region, credentials, accountId } = lab;
const { instanceId, availabilityZone, privateAddress, port } = instance;
process.send({ endpoint, region, credentials, accountId, instanceId, availabilityZone, privateAddress, port });
