import { ANA, type SentReport } from './sentReport';

const template = (source: string, saw: string, value: string, right: string): SentReport => ({
	source,
	saw,
	operation: 'sendTemplate',
	values: {
		recipient: ANA,
		templateName: 'order_shipped',
		language: 'en_US',
		templateValues: { mappingMode: 'defineBelow', value: { body_1: value } },
	},
	item: { json: {} },
	right: { components: [{ type: 'body', parameters: [{ type: 'text', text: right }] }] },
});

export const templates: readonly SentReport[] = [
	template(
		'netflie/whatsapp-cloud-api#201',
		'Meta refuses many spaces in a value',
		'Rua A     12\tfundos',
		'Rua A 12 fundos',
	),
	template(
		'dimagi/open-chat-studio#4277',
		'Meta refuses the paragraphs of a value',
		'Dear Ana,\n\nthank you.',
		'Dear Ana, thank you.',
	),
];
