/** Who a shell acts as: what follows is done with that user's rights, and with no more. */
export type Acting =
    /** The user that signs in. */
    | { readonly kind: "login" }
    /** Another user, as `sudo -u` does it: with that user's home. */
    | { readonly kind: "sudo"; readonly name: string }
    | { readonly kind: "root" }
    /** Root that goes on as the owner of what it found. */
    | { readonly kind: "owner"; readonly name: string; readonly userId: string };
