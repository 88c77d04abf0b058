import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { fillRoute } from '../core/route';
import { ask, chosenInstance, records, shown } from './picker';

/** Labels of the WhatsApp Business app. `GET /label/findLabels/{instance}` */
export async function searchLabels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const instance = await chosenInstance(this);
	const path = fillRoute('/label/findLabels/{instance}', { instance });
	const answer = await ask(this, { method: 'GET', path, instance });
	return shown(records(answer), filter, ({ id, name }) => ({
		name: String(name || id),
		value: String(id),
	}));
}
