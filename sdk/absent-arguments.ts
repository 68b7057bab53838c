import type * as pulumi from "@pulumi/pulumi";

/**
 * Gives a class's resources an output without a value for each argument that the program left out, once somebody asks for it. Pulumi
 * makes an output of each property that is registered, whether it has a value or not, which for all arguments costs more than the
 * rest of a resource.
 */
export function giveAbsentArguments(prototype: pulumi.Resource, names: readonly string[]): void {
    for (const name of names) {
        Object.defineProperty(prototype, name, {
            configurable: true,
            get(this: pulumi.Resource) {
                const absent = this.urn.apply(() => undefined);
                own(this, name, absent);
                return absent;
            },
            // Of those that are registered.
            set(this: pulumi.Resource, value: unknown) {
                own(this, name, value);
            },
        });
    }
}

/** Sets a property of the resource itself, as Pulumi does. */
export function own(resource: pulumi.Resource, name: string, value: unknown): void {
    Object.defineProperty(resource, name, { value, configurable: true, enumerable: true, writable: true });
}
