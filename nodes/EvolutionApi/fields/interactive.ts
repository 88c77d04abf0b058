import type { Field } from '../core/table/operation';

/** Buttons, lists and carousels are accepted by the server, but what phones show is up to WhatsApp. */
export const interactiveNotice = {
	displayName:
		'WhatsApp shows buttons, lists and carousels on some phones only. The server answers "sent" all the same: test with your recipients, or send a poll or numbered text instead.',
	name: 'interactiveNotice',
	type: 'notice',
	displayOptions: { hide: { sendAs: ['numbers', 'poll'] } },
	default: '',
} as const satisfies Field;
