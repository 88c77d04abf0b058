import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { fillRoute } from '../core/server/route';
import { askForList, chosenInstance, records, shown } from './picker';

/** Labels of the WhatsApp Business app. `GET /label/findLabels/{instance}` */
export async function searchLabels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const instance = await chosenInstance(this);
	const path = fillRoute('/label/findLabels/{instance}', { instance });
	const answer = await askForList(this, { method: 'GET', path, instance });
	return shown(records(answer), filter, ({ id, name }) => ({
		name: String(name || id),
		value: String(id),
	}));
}
