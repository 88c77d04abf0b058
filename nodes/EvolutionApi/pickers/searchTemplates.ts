import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listOfInstance, shown } from './picker';

/** `GET /template/find/{instance}` */
const templatesOf = async (context: ILoadOptionsFunctions) =>
	await listOfInstance(context, '/template/find/{instance}');

const approval = ({ status }: IDataObject) =>
	status === 'APPROVED' ? '' : `, ${String(status ?? 'unknown').toLowerCase()}`;

/** Templates by name, each once, with its languages. */
export async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const languages = new Map<string, string[]>();
	for (const template of await templatesOf(this)) {
		const name = String(template.name);
		const language = String(template.language) + approval(template);
		languages.set(name, [...(languages.get(name) ?? []), language]);
	}
	const byName = [...languages].map(([name, list]) => ({ name, languages: list.join('; ') }));
	return shown(byName, filter, (entry) => ({
		name: `${String(entry.name)} (${String(entry.languages)})`,
		value: String(entry.name),
	}));
}

/** Templates by ID, each language on its own. */
export async function searchTemplateIds(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return shown(await templatesOf(this), filter, (template) => ({
		name: `${String(template.name)} (${String(template.language)}${approval(template)})`,
		value: String(template.id),
	}));
}
