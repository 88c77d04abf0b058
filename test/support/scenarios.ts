import type { IDataObject } from 'n8n-workflow';

import { newInstance, type Instance } from '../../simulator/state/instance';
import type { Simulator } from '../../simulator/server';
import type { OperationRun } from './run';

// What the example of an operation needs of the server to succeed three times over.

interface Scenario {
	/** Version of the server. */
	readonly version?: string;
	readonly prepare?: (simulator: Simulator) => void;
	/** In place of the example's values. */
	readonly values?: IDataObject;
	readonly instance?: string;
	/** Three of them; the first is used where one is enough. */
	readonly items?: OperationRun['items'];
	/** What the operation is asked for does not need a request per item. */
	readonly asksAgain?: boolean;
}

const three = (...entries: IDataObject[]) => entries.map((json) => ({ json }));
const DEMO_MESSAGE = '3EB0A1B2C3D4E5F60718';

function addInstance(simulator: Simulator, name: string, more: Partial<Instance>): void {
	const { state } = simulator;
	const instance = newInstance({ name, integration: 'WHATSAPP-BAILEYS' }, state.config);
	state.instances.set(name, Object.assign(instance, more));
}

/** Gives the newest message from or to Ana the ID that the examples use. */
function addressMessage(fromMe: boolean) {
	return ({ state }: Simulator) => {
		const messages = state.instances.get('demo')?.messages;
		const found = [...(messages?.newestFirst() ?? [])].find(
			({ key }) => key.fromMe === fromMe && key.remoteJid.startsWith('5511988887777'),
		);
		if (!messages || !found) throw new Error('The demo data has no such message');
		messages.add({ ...found, key: { ...found.key, id: DEMO_MESSAGE } });
	};
}

const connected: Partial<Instance> = { state: 'open', paired: true, hasClient: true };
const PHONES = ['phone-1', 'phone-2', 'phone-3'];
const ownPhones: Scenario = {
	prepare: (simulator) => PHONES.forEach((name) => addInstance(simulator, name, connected)),
	instance: '={{ $json.phone }}',
	items: PHONES.map((phone) => ({ json: { phone } })),
};

const SCENARIOS: Record<string, Scenario> = {
	'instance/connect': { instance: 'new-phone', asksAgain: true },
	'instance/create': {
		values: { instanceName: '={{ $json.name }}' },
		items: three({ name: 'shop 1' }, { name: 'shop 2' }, { name: 'shop 3' }),
	},
	'instance/delete': ownPhones,
	'instance/logout': ownPhones,
	'message/delete': { prepare: addressMessage(true) },
	'message/edit': { prepare: addressMessage(true) },
	'message/sendReaction': { prepare: addressMessage(false) },
	'message/sendCarousel': { version: '2.4.0' },
	'message/sendTemplate': {
		prepare: (simulator) =>
			addInstance(simulator, 'shop', {
				integration: 'WHATSAPP-BUSINESS',
				number: '1234567890',
				state: 'open',
			}),
		instance: 'shop',
	},
};

export const scenarioOf = (resource: string, operation: string): Scenario =>
	SCENARIOS[`${resource}/${operation}`] ?? {};

/** Scenarios of operations that the table does not have. */
export const strayScenarios = (known: readonly string[]): string[] =>
	Object.keys(SCENARIOS).filter((name) => !known.includes(name));

/** Prepares the server for the example of an operation, and gives the run of it. */
export function exampleRun(
	simulator: Simulator,
	[resource, operation, example]: readonly [string, string, Record<string, unknown>],
): OperationRun {
	const { version, prepare, values, instance, items } = scenarioOf(resource, operation);
	simulator.config.version = version ?? '2.3.7';
	prepare?.(simulator);
	return {
		resource,
		operation,
		instance,
		values: { ...(example as IDataObject), ...values },
		items: items ?? three({ n: 1 }, { n: 2 }, { n: 3 }),
	};
}
