import type { IDataObject } from 'n8n-workflow';

import { triggerContexts } from '../../dev/engine/triggerContexts';
import type { Connection } from '../../nodes/EvolutionApi/server/adapter';
import type { ActiveTrigger } from '../../nodes/EvolutionApi/trigger/active/activeTrigger';
import { addActiveTrigger } from '../../nodes/EvolutionApi/trigger/active/activeTriggers';
import { makeInstanceId } from '../../nodes/EvolutionApi/server/account';
import { chooseChannel } from '../../nodes/EvolutionApi/trigger/channel/channels';
import { readSettings } from '../../nodes/EvolutionApi/trigger/settings/triggerSettings';
import { newInstance, type Instance } from '../../simulator/state/instance';
import type { Message } from '../../simulator/state/message';
import { chatbotScenarios } from './chatbotScenarios';
import { goScenarios } from './goScenarios';
import { groupScenarios } from './groupScenarios';
import { demoOf } from './demo';
import { findOperation, type OperationRun } from './run';
import type { Simulator } from '../../simulator/server';
import { setWebhook } from '../../simulator/routes/webhook/record';

export interface Scenario {
	readonly version?: string;
	readonly prepare?: (simulator: Simulator) => void;
	readonly values?: IDataObject;
	readonly instance?: string;
	/** The input items: three, or only the first of them for tests that need one. */
	readonly items?: OperationRun['items'];
	/** Whether the number of requests differs from the number of items. */
	readonly asksAgain?: boolean;
	/** Whether the server's refusal is returned as an item, instead of causing an error. */
	readonly findsFault?: boolean;
}

const three = (...entries: IDataObject[]) => entries.map((json) => ({ json }));
const DEMO_MESSAGE = '3EB0A1B2C3D4E5F60718';

function addInstance(simulator: Simulator, name: string, more: Partial<Instance>): void {
	const { state } = simulator;
	const instance = newInstance({ name, integration: 'WHATSAPP-BAILEYS' }, state.config);
	state.instances.set(name, Object.assign(instance, more));
}

export function addBusiness(simulator: Simulator): void {
	if (simulator.state.instances.has('shop')) return;
	const integration = 'WHATSAPP-BUSINESS';
	addInstance(simulator, 'shop', { integration, number: '1234567890', state: 'open' });
}

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

function receiveAs(messageType: string, content: object, media?: Message['media']) {
	return (simulator: Simulator) => {
		addressMessage(false)(simulator);
		const message = simulator.state.instances.get('demo')?.messages.get(DEMO_MESSAGE);
		if (message)
			Object.assign(message, { messageType, message: { [messageType]: content }, media });
	};
}

const PICTURE = Buffer.from('not really a picture');

const connected: Partial<Instance> = { state: 'open', paired: true, hasClient: true };
const PHONES = ['phone-1', 'phone-2', 'phone-3'];
const ownPhones: Scenario = {
	prepare: (simulator) => PHONES.forEach((name) => addInstance(simulator, name, connected)),
	instance: '={{ $json.phone }}',
	items: PHONES.map((phone) => ({ json: { phone } })),
};

const listened: Scenario = {
	prepare: ({ url, key }) => {
		const parameters = {
			authentication: 'globalKey',
			instance: { __rl: true, mode: 'name', value: 'demo' },
			events: ['MESSAGES_UPSERT'],
			options: { humanTakeover: { values: { pause: 60 } } },
		};
		const credentials = { evolutionGlobalKeyApi: { baseUrl: url, apiKey: key } };
		const context = triggerContexts({ parameters, credentials }).trigger(() => {});
		const connection = { baseUrl: url } as Connection;
		const settings = readSettings(context);
		addActiveTrigger({
			nodeId: 'takeover',
			instanceId: makeInstanceId(connection, 'demo'),
			context,
			settings,
			channel: chooseChannel(settings),
			connection,
			instance: 'demo',
		} as ActiveTrigger);
	},
};

const SCENARIOS: Record<string, Scenario> = {
	...chatbotScenarios,
	...groupScenarios,
	...goScenarios,
	'chat/getChannels': {
		version: '2.4.0',
		prepare: (simulator) => {
			const { messages } = demoOf(simulator);
			const [newest] = messages.newestFirst();
			const key = { id: 'NEWS', fromMe: false, remoteJid: '120363025246125486@newsletter' };
			messages.add({ ...newest, key });
		},
	},
	'chat/getDeliveryUpdates': {
		prepare: ({ state }) => {
			const [newest] = state.instances.get('demo')?.messages.newestFirst() ?? [];
			newest.updates.push('DELIVERY_ACK', 'READ');
		},
	},
	'chat/getPollVotes': {
		version: '2.4.0',
		prepare: receiveAs('pollCreationMessageV3', {
			name: 'When do you have time?',
			options: [{ optionName: 'Morning' }, { optionName: 'Evening' }],
		}),
	},
	'chat/getUnanswered': {
		// The last message is ours, and Ana has not answered it for 30 hours.
		prepare: ({ state }) => {
			const messages = state.instances.get('demo')?.messages;
			const at = Date.now() - 31 * 3_600_000;
			const ofAna = messages?.chat('5511988887777@s.whatsapp.net')?.messages ?? [];
			for (const message of ofAna)
				Object.assign(message, { at, messageTimestamp: Math.floor(at / 1000) });
			const [last] = ofAna.slice(-1);
			// The reply comes an hour later, because an immediate one would count as an automatic greeting of the Business app.
			const messageTimestamp = Math.floor(at / 1000) + 3_600;
			const key = { ...last.key, id: DEMO_MESSAGE, fromMe: true };
			messages?.add({ ...last, id: 'd', at: at + 3_600_000, messageTimestamp, key });
		},
	},
	'chat/markAsPlayed': { version: '2.4.0', prepare: addressMessage(false) },
	'chat/markAsRead': { prepare: addressMessage(false) },
	'chat/sendPresence': { values: { durationSeconds: 0.001 } },
	'contact/findAddress': {
		prepare: ({ state }) => {
			const messages = state.instances.get('demo')?.messages;
			const [newest] = messages?.newestFirst() ?? [];
			const remoteJidAlt = '5511988887777@s.whatsapp.net';
			const key = { id: 'LID', fromMe: false, remoteJid: '123456789012345@lid', remoteJidAlt };
			messages?.add({ ...newest, key });
		},
	},
	'conversation/getTakeoverStatus': listened,
	'conversation/handOverToHuman': { ...listened, asksAgain: true },
	'conversation/pauseBot': listened,
	'conversation/resumeBot': listened,
	'conversation/addChatHistory': {
		prepare: addressMessage(false),
		asksAgain: true,
	},
	'conversation/combineMessages': {
		prepare: (simulator) => {
			addressMessage(false)(simulator);
			const message = simulator.state.instances.get('demo')?.messages.get(DEMO_MESSAGE);
			// Makes the message the newest: the IDs of all other rows are lower, since they begin with "c" and the time.
			if (message) message.id = 'cz';
		},
		asksAgain: true,
	},
	'instance/connect': { instance: 'new-phone', asksAgain: true },
	'instance/create': {
		values: { instanceName: '={{ $json.name }}' },
		items: three({ name: 'shop 1' }, { name: 'shop 2' }, { name: 'shop 3' }),
	},
	'instance/delete': ownPhones,
	'instance/logout': ownPhones,
	'message/delete': { prepare: addressMessage(true) },
	'message/downloadMedia': {
		prepare: receiveAs(
			'imageMessage',
			{
				mimetype: 'image/jpeg',
				caption: 'Look!',
				fileLength: PICTURE.length,
				width: 64,
				height: 48,
			},
			{ mimetype: 'image/jpeg', chunks: [PICTURE], size: PICTURE.length, sha256: '' },
		),
	},
	'message/edit': { prepare: addressMessage(true) },
	'message/sendReaction': { prepare: addressMessage(false) },
	'message/sendCarousel': { version: '2.4.0' },
	'message/sendTemplate': {
		prepare: addBusiness,
		instance: 'shop',
	},
	'profile/removePicture': ownPhones,
	'profile/updatePicture': ownPhones,
	'profile/updatePrivacySettings': ownPhones,
	'system/checkSetup': {
		prepare: ownPhones.prepare,
		// Not the instance `demo`, because Check Setup would report a fault from an earlier test there.
		instance: PHONES[0],
		asksAgain: true,
		findsFault: true,
	},
	'webhook/repairTrigger': { asksAgain: true },
	'webhook/getListeners': {
		prepare: (simulator) => {
			const url = 'https://crm.example/whatsapp';
			setWebhook(demoOf(simulator), { enabled: true, url, events: [] });
		},
	},
};

export const scenarioOf = (resource: string, operation: string): Scenario =>
	SCENARIOS[`${resource}/${operation}`] ?? {};

export const strayScenarios = (names: readonly string[]): string[] =>
	Object.keys(SCENARIOS).filter((name) => !names.includes(name));

export function exampleRun(
	simulator: Simulator,
	[resource, operation, example]: readonly [string, string, Record<string, unknown>],
): OperationRun {
	const { version, prepare, values, instance, items } = scenarioOf(resource, operation);
	const { onlyOn } = findOperation(resource, operation).request;
	simulator.config.version = version ?? (onlyOn === 'evolutionGo' ? '0.7.2' : '2.3.7');
	prepare?.(simulator);
	if (resource === 'template') demoOf(simulator).integration = 'WHATSAPP-BUSINESS';
	return {
		resource,
		operation,
		instance,
		values: { ...(example as IDataObject), ...values },
		items: items ?? three({ n: 1 }, { n: 2 }, { n: 3 }),
	};
}
