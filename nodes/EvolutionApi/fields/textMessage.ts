import type { Field } from '../core/values/field';
import { toggle } from './toggle';

export const messageText = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	placeholder: 'e.g. Hello! Your order is on its way.',
	description: 'The text to send. WhatsApp shows *bold*, _italic_, ~strikethrough~ and ```code```.',
} as const satisfies Field;

export const linkPreviewOption = toggle(
	'Link Preview',
	'linkPreview',
	'Whether to show a preview of the first link in the text',
	true,
);
