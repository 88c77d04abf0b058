/** What was found of a server, an instance or a webhook: *Check Setup* and the event *Health Alert* say the same. */
export interface Finding {
	/** `warning`: it may fail, or a part of it does. `problem`: it does not work. */
	readonly status: 'ok' | 'warning' | 'problem';
	readonly found: string;
	/** Left out if there is nothing to do. */
	readonly whatToDo?: string;
}

export const fine = (found: string, whatToDo?: string): Finding => ({
	status: 'ok',
	found,
	whatToDo,
});

/** What cannot be seen from here does not count as wrong. */
export const notChecked = (why: string, whatToDo?: string): Finding =>
	fine(`Not checked: ${why}`, whatToDo);

export const doubtful = (found: string, whatToDo: string): Finding => ({
	status: 'warning',
	found,
	whatToDo,
});

export const wrong = (found: string, whatToDo: string): Finding => ({
	status: 'problem',
	found,
	whatToDo,
});
