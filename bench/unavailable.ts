/** Something that the machine lacks: the case or the peer is left out, and the table says so with this reason. */
export class Unavailable extends Error {}
