/** Time as the request path sees it; tests hand in their own. Milliseconds since the epoch. */
export type Clock = () => number;
