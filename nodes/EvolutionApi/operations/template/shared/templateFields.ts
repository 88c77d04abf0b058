import type { IDataObject } from 'n8n-workflow';

import { recordsIn } from '../../../core/values/answer';
import { choiceField } from '../../../fields/fieldKinds';
import { toggle } from '../../../fields/toggle';

export const category = choiceField('Category', 'category', {
	options: [
		{ name: 'Authentication', value: 'AUTHENTICATION', description: 'One-time passwords' },
		{ name: 'Marketing', value: 'MARKETING', description: 'Offers, news, invitations' },
		{
			name: 'Utility',
			value: 'UTILITY',
			description: 'About an order or the account of the recipient',
		},
	],
	default: 'UTILITY',
});

export const CATEGORIES = ['AUTHENTICATION', 'MARKETING', 'UTILITY'] as const;

export const allowCategoryChange = toggle(
	'Allow Category Change',
	'allowCategoryChange',
	'Whether Meta may assign another category',
);

/** A template as Meta lists it, flat; `text` is that of its body. */
export function simplifyTemplate(item: IDataObject): IDataObject {
	const components = recordsIn(item.components);
	const body = components.find(({ type }) => String(type).toUpperCase() === 'BODY');
	return {
		templateId: item.id ?? null,
		templateName: item.name ?? null,
		language: item.language ?? null,
		category: item.category ?? null,
		status: item.status ?? null,
		text: body?.text ?? null,
		components,
	};
}
