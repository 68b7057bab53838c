// An instance in a process of its own, so that neither side of a measurement shares its thread. Its link is set by messages.
import { createRequire } from "node:module";

const { startLab } = createRequire(import.meta.url)("../dist/lab/index.js");

const lab = await startLab();
const instance = await lab.launchInstance({ kind: "openssh" });
process.on("message", async (message) => {
    if (message === "stop") {
        await lab.stop();
        process.disconnect();
    } else {
        instance.faults.setLink(message);
        process.send({ done: true });
    }
});
const { endpoint, region, credentials, accountId } = lab;
const { instanceId, availabilityZone, privateAddress, port } = instance;
process.send({ endpoint, region, credentials, accountId, instanceId, availabilityZone, privateAddress, port });
