/** Whether the tests may take as long as they do at night (`DEEP`): what shows something only after minutes. */
export const isNight = process.env.DEEP !== undefined;
