/** In the place of a text that the server insists on, and nobody has entered. */
export const INVISIBLE_TEXT = '\u00a0';
