/** Why a connection that was in use has ended: its slot was handed to somebody who waited. What was followed on it goes on. */
export const HANDED_ON = "the connection through the endpoint was handed on to another command that waited";
