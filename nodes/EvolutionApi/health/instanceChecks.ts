import { RequestFailure } from '../errors/failure';
import { noInstance } from '../errors/missing';
import { requireStore } from '../server/connection';
import { readInstanceSettings } from '../server/ask/instances';
import { readTemplates } from '../server/ask/lists';
import { wholeAnswer } from '../server/paging';
import { asRecord, asRecords, asTexts } from '../core/values/answer';
import { HOUR_MS, isoFromMilliseconds } from '../core/values/time';
import type { ActiveTrigger } from '../trigger/active/activeTrigger';
import type { Check, Setup } from './check';
import { countOf, doubtful, fine, notChecked, wrong, type Finding } from './findings';
import { connectionFinding, findConnection } from './linking';
import { listedWorkflows, listNames, workflowsHere } from './listeners';

const findInstanceRow = ({ instances, instance }: Setup) =>
	instances && 'body' in instances
		? asRecords(instances.body).find(({ name }) => name === instance)
		: undefined;

export const instanceCheck: Check = {
	name: 'Instance',
	on: 'evolutionApi',
	needs: ['API Key'],
	look(setup) {
		const { instances, instance } = setup;
		if (instances && 'failure' in instances) throw new RequestFailure(instances.failure);
		const row = findInstanceRow(setup);
		if (row?.integration === 'WHATSAPP-BUSINESS') {
			return doubtful(
				`"${instance}" is there. Evolution API (up to 2.4) mixes up customers of a WHATSAPP-BUSINESS instance who write at the same time: a message may have the number of somebody else`,
				'If the ID of the message shows a mix-up, "chat" of the item is empty, and nothing replies to it. Otherwise, no one can notice it. See Troubleshooting → Customers are mixed up.',
			);
		}
		if (row !== undefined) return fine(`"${instance}" (${String(row.integration)}) is there`);
		throw new RequestFailure(noInstance(instance));
	},
};

export const connectionCheck: Check = {
	name: 'Connection',
	needs: ['License', 'Instance'],
	async look(setup) {
		const { instances, connection } = setup;
		const list = instances && 'body' in instances ? instances.body : undefined;
		const { state, record } = await findConnection(setup, list);
		return connectionFinding(connection, state, record);
	},
};

const READ_COUNT = 100;

export const storeCheck: Check = {
	name: 'Message Store',
	on: 'evolutionApi',
	needs: ['Instance'],
	async look(setup) {
		const store = requireStore(setup.connection);
		const { messages, deliveries } = await store.recent(setup, READ_COUNT);
		setup.messages = messages;
		setup.deliveries = deliveries;
		const newest = (messages[0]?.seconds ?? NaN) * 1000;
		const time = isoFromMilliseconds(newest);
		const isFresh = Date.now() - newest < HOUR_MS;
		setup.storesNothing = !isFresh && (await store.keepsNothing(setup));
		if (setup.storesNothing) {
			return doubtful(
				`The server stores no messages${time === null ? '' : `; the last one is from ${time}`}`,
				`${store.howToKeep}. Without it Missed Messages, Combine Messages, quoting and downloads by message ID find nothing.`,
			);
		}
		if (time === null) return fine('There are no messages yet');
		return fine(`Messages are stored; the newest one is from ${time}`);
	},
};

/** `types` is empty if the trigger accepts all types. */
function readChatScope({ context }: ActiveTrigger) {
	const { chatTypes, chats } = asRecord(context.getNodeParameter('filters', {}));
	const { mode, chats: chatList } = asRecord(asRecord(chats).values);
	return { types: asTexts(chatTypes), chats: mode === 'exclude' ? '' : String(chatList ?? '') };
}

const GROUP_EVENTS = ['GROUP_PARTICIPANTS_UPDATE', 'GROUPS_UPSERT'];

/**
 * Finds workflows that need events of groups although *Ignore Groups* is on, which makes the server drop them. If no workflow
 * needs these events, the setting may be intentional.
 */
function groupsFinding(setup: Setup): Finding {
	const consequence = 'Ignore Groups is on: the server drops everything that happens in groups';
	const triggers = workflowsHere(setup);
	const groupTriggers = triggers.filter((trigger) => {
		const { types, chats } = readChatScope(trigger);
		const isForGroups = trigger.settings.events.some((name) => GROUP_EVENTS.includes(name));
		return isForGroups || types.includes('group') || chats.includes('@g.us');
	});
	if (groupTriggers.length > 0) {
		return wrong(
			`${consequence}, and the published workflow ${listNames(groupTriggers)} waits for that`,
			'Switch Ignore Groups off with Settings → Update.',
		);
	}
	const isWantedElsewhere = listedWorkflows(setup).some(({ events }) =>
		events.some((name) => GROUP_EVENTS.includes(name)),
	);
	const takesAll = triggers.some((trigger) => {
		const { types, chats } = readChatScope(trigger);
		return types.length === 0 && chats === '';
	});
	if (!isWantedElsewhere && !takesAll) return fine(consequence);
	return doubtful(
		`${consequence}, and a published workflow does not leave groups out`,
		'If groups are wanted, switch Ignore Groups off with Settings → Update. If not, choose Private Chats in the filter Chat Types of the trigger.',
	);
}

function statusFinding(setup: Setup, isGo: boolean): Finding | undefined {
	const triggers = workflowsHere(setup).filter((trigger) => {
		const { types, chats } = readChatScope(trigger);
		return types.includes('status') || types.includes('broadcast') || chats.includes('@broadcast');
	});
	if (triggers.length === 0) return undefined;
	const consequence = isGo
		? 'Ignore Status is on: the server drops statuses'
		: 'View Status is off: the server drops statuses and broadcast lists';
	return wrong(
		`${consequence}, and the published workflow ${listNames(triggers)} waits for them`,
		isGo
			? 'Switch Ignore Status off in the manager of the server.'
			: 'Switch View Status on with Settings → Update.',
	);
}

export const settingsCheck: Check = {
	name: 'Settings',
	needs: ['License', 'Instance'],
	async look(setup) {
		const { server, globalKey } = setup.connection;
		const isGo = server.kind === 'evolutionGo';
		if (isGo && globalKey === undefined) return notChecked('settings require the global key');
		if (!isGo && findInstanceRow(setup)?.integration !== 'WHATSAPP-BAILEYS')
			return fine('Accounts of this kind have no settings that keep events back');
		const answer = await readInstanceSettings(setup);
		if ('failure' in answer) throw new RequestFailure(answer.failure);
		const { groupsIgnore, readStatus, ignoreStatus } = asRecord(answer.body);
		const dropsStatuses = isGo ? ignoreStatus === true : readStatus !== true;
		const ofGroups = groupsIgnore === true ? groupsFinding(setup) : undefined;
		const ofStatuses = dropsStatuses ? statusFinding(setup, isGo) : undefined;
		// A problem comes before a warning. statusFinding() only returns problems, groupsFinding() also returns warnings.
		const worst = ofGroups?.status === 'problem' ? ofGroups : (ofStatuses ?? ofGroups);
		return worst ?? fine('No setting keeps back events that published workflows wait for');
	},
};

export const templatesCheck: Check = {
	name: 'Templates',
	on: 'evolutionApi',
	needs: ['Instance'],
	async look(setup) {
		if (findInstanceRow(setup)?.integration !== 'WHATSAPP-BUSINESS') {
			return fine(
				'Message templates and their lists need an instance of the Cloud API of Meta (WHATSAPP-BUSINESS), which this one is not',
			);
		}
		const answer = await readTemplates(setup);
		if ('failure' in answer) {
			return doubtful(
				`Meta does not return the message templates: ${answer.failure.message}`,
				'Check that the server reaches graph.facebook.com, and compare token and Business ID of the instance with Meta’s settings.',
			);
		}
		return fine(`Meta has ${countOf(wholeAnswer(answer.body).length, 'message template')}`);
	},
};
