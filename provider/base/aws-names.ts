/** An instance's ID, as SendSSHPublicKey takes it: 10 to 32 characters. */
export const INSTANCE_ID_PATTERN = /^i-[a-f0-9]{8,30}$/;

/** Both alternatives of SendSSHPublicKey's pattern for InstanceOSUser. */
export const OS_USER_PATTERN =
    /^[A-Za-z_][A-Za-z0-9@._-]{0,30}[A-Za-z0-9$_-]?$|^(?=.{2,32}$)\d[A-Za-z0-9@._-]*[A-Za-z@._-][A-Za-z0-9@._-]*[A-Za-z0-9$_-]?$/;

/** A region's name. */
export const REGION_PATTERN = /^[a-z]+(-[a-z]+)+-\d+$/;
