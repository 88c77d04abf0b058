import { textField } from './fieldKinds';
import { toggle } from './toggle';

const shown = {
	typeOptions: { rows: 4 },
	placeholder: 'e.g. Hello! Your order is on its way.',
} as const;

export const messageText = textField('Text', 'text', {
	...shown,
	required: true,
	description: 'The text to send. WhatsApp shows *bold*, _italic_, ~strikethrough~ and ```code```.',
});

export const answerText = textField('Text', 'text', {
	...shown,
	hint: "Leave empty to send the AI Agent's output",
	description: "Text to send. If empty after an AI Agent, the agent's output is sent.",
});

export const linkPreviewOption = toggle(
	'Link Preview',
	'linkPreview',
	'Whether to show a preview of the first link in the text',
	true,
);
