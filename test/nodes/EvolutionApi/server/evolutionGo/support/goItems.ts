import type { IDataObject } from 'n8n-workflow';

import type { Delivery } from '../../../../../../nodes/EvolutionApi/server/delivery';
import {
	eventToItems,
	parseDelivery,
} from '../../../../../../nodes/EvolutionApi/events/eventItems';
import { evolutionGo } from '../../../../../../nodes/EvolutionApi/server/evolutionGo';

export function goDelivery(body: unknown): Delivery {
	const delivery = parseDelivery(body, evolutionGo);
	if (delivery === undefined) throw new Error('This is no delivery');
	return delivery;
}

const CAME_AT = Date.parse('2026-03-30T17:05:10.000Z');

export const goItems = (body: unknown): IDataObject[] =>
	eventToItems(goDelivery(body), { simplify: true, receivedAt: CAME_AT });
