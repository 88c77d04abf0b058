import type { Field } from '../core/values/field';
import { jsonField, textField } from './fieldKinds';
import { fromList } from './fromList';

/** A template by its name, which is the same in all its languages. */
export const templateName = {
	displayName: 'Template Name',
	name: 'templateName',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'A template of the business account that the instance belongs to',
	modes: [
		fromList('searchTemplates', 'Select a template…'),
		{ displayName: 'Name', name: 'name', type: 'string', placeholder: 'e.g. order_shipped' },
	],
} as const satisfies Field;

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
