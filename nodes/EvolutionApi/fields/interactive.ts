import type { Field } from '../core/values/field';

/** The server accepts buttons, lists and carousels, but WhatsApp decides what phones show. */
export const interactiveNotice = {
	displayName:
		'WhatsApp shows buttons, lists and carousels only on some phones, although the server always answers "sent". Test with your recipients, or send a poll or a numbered list instead.',
	name: 'interactiveNotice',
	type: 'notice',
	displayOptions: { hide: { sendAs: ['numberedList', 'poll'] } },
	default: '',
} as const satisfies Field;
