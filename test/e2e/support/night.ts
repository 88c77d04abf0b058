/** Tells whether the tests may take as long as at night (`DEEP`), for those that need minutes. */
export const isNight = process.env.DEEP !== undefined;
