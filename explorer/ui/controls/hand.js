// The hand that is there: a mouse, or a finger.

/**
 * Words for the hand that the device has first of all.
 * @param {{mouse: string, finger: string}} words
 */
export const forHand = ({ mouse, finger }) => (matchMedia("(hover: none)").matches ? finger : mouse);
