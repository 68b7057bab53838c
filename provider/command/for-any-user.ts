import type { Deadline } from "../base/deadline";
import type { Host } from "../host/host";
import { type CarriedOut, carryOut } from "./carry-out";
import type { OrderTexts } from "./remote/orders";

/**
 * Has a text carried out as the user that signs in, then as each user to whom that one's pointers lead, if sudo allows it.
 * Resolves to what came of it as each, with the names of the runs that led there.
 */
export async function carryOutForAnyUser(
    texts: OrderTexts,
    host: Host,
    deadline: Deadline,
): Promise<readonly (CarriedOut & { readonly osUser?: string; readonly names: readonly string[] })[]> {
    const own = await carryOut(texts, host, { deadline });
    const pointers = own.reports.flatMap(({ words: [word, name, osUser] }) =>
        word === "pointer" && name !== undefined && osUser !== undefined ? [{ name, osUser }] : [],
    );
    const others = [...new Set(pointers.map(({ osUser }) => osUser))].map(async (osUser) => ({
        ...(await carryOut(texts, host, { deadline, osUser })),
        osUser,
        names: pointers.filter((pointer) => pointer.osUser === osUser).map(({ name }) => name),
    }));
    return [{ ...own, names: [] }, ...(await Promise.all(others))];
}
