import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { listOfInstance, picker } from './picker';

/** `GET /template/find/{instance}` */
export const templatesOf = async (context: ILoadOptionsFunctions) =>
	await listOfInstance(context, '/template/find/{instance}');

const approval = ({ status }: IDataObject) =>
	status === 'APPROVED' ? '' : `, ${String(status ?? 'unknown').toLowerCase()}`;

/** Templates by name, each once, with its languages. */
export const searchTemplates = picker(async (context) => {
	const languages = new Map<string, string[]>();
	for (const template of await templatesOf(context)) {
		const name = String(template.name);
		const language = String(template.language) + approval(template);
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
		name: `${String(template.name)} (${String(template.language)}${approval(template)})`,
		value: String(template.id),
	}));
});
