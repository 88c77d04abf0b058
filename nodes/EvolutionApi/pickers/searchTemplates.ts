import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { fetchTemplates, type ListedTemplate } from '../core/ask/lists';
import { asEntry, fromInstance, picker } from './picker';

export async function templatesOf(context: ILoadOptionsFunctions): Promise<ListedTemplate[]> {
	return await fromInstance(context, fetchTemplates);
}

const approval = ({ status }: ListedTemplate) =>
	status === 'APPROVED' ? '' : `, ${(status ?? 'unknown').toLowerCase()}`;

/** Templates by name, each once, with its languages. */
export const searchTemplates = picker(async (context) => {
	const languages = new Map<string, string[]>();
	for (const template of await templatesOf(context)) {
		const { name } = asEntry(template);
		const language = template.language + approval(template);
		languages.set(name, [...(languages.get(name) ?? []), language]);
	}
	return [...languages].map(([name, list]) => ({
		name: `${name} (${list.join('; ')})`,
		value: name,
	}));
});

/** Templates by ID, each language on its own. */
export const searchTemplateIds = picker(async (context) => {
	const templates = await templatesOf(context);
	return templates.map((template) => ({
		name: `${asEntry(template).name} (${template.language}${approval(template)})`,
		value: template.id,
	}));
});
