import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { parseDelivery, eventToItems } from '../../nodes/EvolutionApi/events/eventItems';
import type { Simulator } from '../../simulator/server';
import { receive } from '../../simulator/whatsapp/receive';
import { evolutionApi } from '../../nodes/EvolutionApi/server/evolutionApi';

export interface Written {
	readonly raw: IDataObject;
	readonly flat: IDataObject;
	readonly id: string;
}

/** Simulates a text from Ana to the instance `demo`, or the given event. Returns the trigger's items for it, without a webhook. */
export function written({ state }: Simulator, event: IDataObject = {}): Written {
	const demo = state.instances.get('demo');
	if (!demo) throw new Error('There is no demo');
	const data = receive(state, demo, { from: '5511988887777', kind: 'text', text: 'Hi', ...event });
	const raw = { event: 'messages.upsert', instance: 'demo', data } as IDataObject;
	const delivery = parseDelivery(raw, evolutionApi);
	if (!delivery) throw new Error('This is no delivery');
	const [flat] = eventToItems(delivery, { simplify: true });
	return { raw, flat, id: String((data.key as IDataObject | undefined)?.id) };
}

export const sentMessage = ({ state }: Simulator, items: readonly INodeExecutionData[]) =>
	state.instances.get('demo')?.messages.get(String(items[0]?.json.messageId));
