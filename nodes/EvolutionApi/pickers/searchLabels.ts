import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listOfInstance, listResult } from './picker';

/** Labels of the WhatsApp Business app. `GET /label/findLabels/{instance}` */
export async function searchLabels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const labels = await listOfInstance(this, '/label/findLabels/{instance}');
	const items = labels.map(({ id, name }) => ({
		name: String(name || id),
		value: String(id),
	}));
	return listResult(items, filter);
}
