import type { IDataObject } from 'n8n-workflow';

import { InputProblem } from '../core/input/inputProblem';
import { UNSET_WEBHOOK } from '../server/words/keys';
import { defineOperation, type Resource } from '../table/operation';
import { isRecord, asRecord } from '../core/values/answer';
import { collectionInput } from '../fields/fieldKinds';
import { enabledField, mergeSettings, setMode, setModeInput } from '../fields/instanceSettings';
import { neededForEvents, requireEvents } from '../fields/events';
import { flag } from '../core/input/checks';
import { optionalAddress } from '../fields/inputs';
import { instanceField } from '../fields/instance';
import { secretsInput, secretsOption, showSecrets } from '../fields/reads';
import { probe } from '../hub/ask';
import { planRepair } from '../hub/repair';
import { changeHub, inspectInstanceHub, readInstanceHub } from '../hub/changes';
import { isWorkflow, type Subscriber, type WorkflowSubscriber } from '../hub/list';
import { toListener, listListeners } from '../hub/subscribers';
import { webhookField, webhookShape } from './instance/createOptions';

const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get the webhook of a WhatsApp instance',
	description: 'Get the URL to which the server sends the events of the instance',
	request: { method: 'GET', path: '/webhook/find/{instance}', reads: true },
	fields: [instanceField, secretsOption],
	input: { options: secretsInput },
	output: describeWebhook,
	secrets: { keys: ['headers'], isShown: showSecrets },
});

/**
 * `GET /webhook/find/{instance}`: lists the workflows and applications that share the instance's only webhook. A probe shows
 * whether a workflow with our trigger responds, without starting it. Whether another application responds is unknown.
 */
const getListeners = defineOperation({
	name: 'Get Listeners',
	value: 'getListeners',
	action: 'Get the listeners of a WhatsApp instance',
	description:
		'Get all workflows and applications that receive the events of the instance, and whether they respond',
	request: { method: 'GET', path: '/webhook/find/{instance}', idempotent: true },
	fields: [instanceField],
	async run(_input, { context, connection, instance: name }) {
		const state = await readInstanceHub({ context, connection, instance: name });
		const { key, subscribers } = state;
		const isAlive = async (subscriber: Subscriber) => {
			if (!isWorkflow(subscriber) || key === undefined) return null;
			return (await probe(context, subscriber, { key, instance: name })) === 'taken';
		};
		const alive = await Promise.all(subscribers.map(isAlive));
		return listListeners(state).map((listener, index) => ({ ...listener, alive: alive[index] }));
	},
});

/**
 * `GET /webhook/find/{instance}`, then `POST /webhook/set/{instance}` if something is wrong: after a restored backup or a crash
 * of n8n, or when another tool took over the webhook.
 */
const repairTrigger = defineOperation({
	name: 'Repair Trigger Registration',
	value: 'repairTrigger',
	action: 'Repair the trigger registration of a WhatsApp instance',
	description:
		'Remove workflows that no longer exist from the webhook of the instance, and restore those that another tool removed. Webhooks of other applications are kept.',
	request: { method: 'GET', path: '/webhook/find/{instance}', idempotent: true },
	fields: [instanceField],
	async run(_input, { context, connection, instance: name }) {
		const before = await inspectInstanceHub({ context, connection, instance: name });
		const outcomes = await probeAll(before.workflows, before.key);
		const { changes, removals } = planRepair(before, outcomes, Date.now());
		if (changes !== undefined) await changeHub({ context, connection, instance: name }, ...changes);
		const after = await inspectInstanceHub({ context, connection, instance: name });
		const listeners = after.state.subscribers.map((subscriber) => ({
			...toListener(subscriber, after.state.ownerUrl),
			alive: isAlive(subscriber.url),
		}));
		return {
			repaired: JSON.stringify(after.record) !== JSON.stringify(before.record),
			owner: listeners.find(({ owner }) => owner)?.url ?? null,
			listeners,
			removed: removals.map(({ subscriber, reason }) => ({ ...toListener(subscriber), reason })),
		};

		async function probeAll(own: readonly WorkflowSubscriber[], key = '') {
			const ask = async (subscriber: WorkflowSubscriber) =>
				[subscriber.url, await probe(context, subscriber, { key, instance: name })] as const;
			return new Map(await Promise.all(own.map(ask)));
		}

		/** Tells whether a workflow responds; null for the webhook of another application, where that's unknown. */
		function isAlive(url: string): boolean | null {
			const outcome = outcomes.get(url);
			return outcome === undefined ? null : outcome === 'taken';
		}
	},
});

/** Values for settings that the user leaves out when replacing the webhook. Otherwise, the server would keep the old values. */
const REPLACE_DEFAULTS = { headers: {}, byEvents: false, base64: false };

/**
 * `POST /webhook/set/{instance}`. The server keeps headers, `byEvents` and `base64` if the request leaves them out, but not
 * the address and the events. When the webhook is switched off, the server forgets the events.
 */
const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update the webhook of a WhatsApp instance',
	description:
		'Change the URL to which the server sends the events of the instance. Each instance has one webhook, which trigger nodes also use.',
	request: {
		method: 'POST',
		path: '/webhook/set/{instance}',
		idempotent: true,
	},
	readFirst: '/webhook/find/{instance}',
	// The URL field is shown from the start, because the webhook doesn't work without a URL.
	fields: [instanceField, enabledField, setMode, { ...webhookField, default: { url: '' } }],
	input: {
		enabled: flag,
		mode: setModeInput,
		webhook: collectionInput({ ...webhookShape, url: optionalAddress }),
	},
	example: {
		enabled: true,
		mode: 'update',
		webhook: { url: 'https://example.com/hook', events: ['MESSAGES_UPSERT'] },
	},
	needs: ({ webhook }) => neededForEvents(webhook?.events),
	opens: ({ webhook }) => [webhook?.url],
	body: ({ enabled: isOn, mode, webhook = {} }, _item, current) => {
		const { headers, byEvents, base64, ...place } = webhook;
		const settings = mergeSettings(mode, { url: '', events: [] }, current, place);
		if (isOn && settings.url === '') {
			throw new InputProblem(['webhook', 'url'], 'is empty', 'Enter the address of the webhook.');
		}
		requireEvents('webhook', isOn, settings);
		const currentHeaders = mode === 'update' ? asRecord(current.headers) : {};
		const own = {
			headers: headers === undefined ? undefined : { ...currentHeaders, ...headers },
			byEvents,
			base64,
		};
		const rest = mergeSettings(mode, mode === 'replace' ? REPLACE_DEFAULTS : {}, {}, own);
		return { webhook: { enabled: isOn, ...settings, ...rest } };
	},
	output: describeWebhook,
	secrets: { keys: ['headers'], isShown: () => false },
});

/** Adds `headerNames`, because the headers themselves are secret. Fills in defaults if no webhook is set. */
function describeWebhook(answer: IDataObject): IDataObject {
	return {
		...UNSET_WEBHOOK,
		...answer,
		headerNames: isRecord(answer.headers) ? Object.keys(answer.headers) : [],
	};
}

export const webhook: Resource = {
	name: 'Webhook',
	value: 'webhook',
	description: 'Where the server sends the events of an instance',
	operations: [get, getListeners, repairTrigger, update],
};
