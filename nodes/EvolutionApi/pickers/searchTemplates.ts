import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listOfInstance, listResult } from './picker';

/** `GET /template/find/{instance}` */
export const templatesOf = async (context: ILoadOptionsFunctions) =>
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
	const items = [...languages].map(([name, list]) => ({
		name: `${name} (${list.join('; ')})`,
		value: name,
	}));
	return listResult(items, filter);
}

/** Templates by ID, each language on its own. */
export async function searchTemplateIds(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const items = (await templatesOf(this)).map((template) => ({
		name: `${String(template.name)} (${String(template.language)}${approval(template)})`,
		value: String(template.id),
	}));
	return listResult(items, filter);
}
