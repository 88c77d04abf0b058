import { textField } from './fieldKinds';
import { toggle } from './toggle';

export const messageText = textField('Text', 'text', {
	typeOptions: { rows: 4 },
	required: true,
	placeholder: 'e.g. Hello! Your order is on its way.',
	description: 'The text to send. WhatsApp shows *bold*, _italic_, ~strikethrough~ and ```code```.',
});

export const linkPreviewOption = toggle(
	'Link Preview',
	'linkPreview',
	'Whether to show a preview of the first link in the text',
	true,
);
