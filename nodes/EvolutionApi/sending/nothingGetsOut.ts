/** So many rejected messages in a row mean that WhatsApp takes none. */
export const REJECTED_IN_A_ROW = 3;

/** So many messages in a row without a tick mean that nothing gets out. */
export const SILENT_IN_A_ROW = 5;

/** What a user is told then. */
export const NOTHING_GETS_OUT = {
	problem: `Nothing is delivered: the last ${SILENT_IN_A_ROW} messages have no delivery receipt after a minute`,
	whatToDo: 'Look on the phone whether it is connected, and whether the account is restricted',
} as const;
