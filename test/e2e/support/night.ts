/** Whether tests that take minutes may run, as they do every night (environment variable `DEEP`). */
export const isNight = process.env.DEEP !== undefined;
