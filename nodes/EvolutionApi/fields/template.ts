import { jsonField, locatorField, textField } from './fieldKinds';
import { byHand, fromList } from './locatorModes';

/** A template by its name, which is the same in all its languages. */
export const templateName = locatorField('Template Name', 'templateName', {
	required: true,
	description: 'A template of the business account that the instance belongs to',
	modes: [
		fromList('searchTemplates', 'Select a template…'),
		byHand('Name', 'name', 'e.g. order_shipped'),
	],
});

export const language = textField('Language', 'language', {
	default: 'en_US',
	required: true,
	placeholder: 'e.g. pt_BR',
	description: 'Language code of the template',
});

export const components = jsonField('Components', 'components', {
	typeOptions: { rows: 6 },
	default: '[]',
	description:
		'Header, body, footer and buttons in the form of the WhatsApp Business Cloud API, e.g. [{"type": "BODY", "text": "Your order is on its way."}]',
});
