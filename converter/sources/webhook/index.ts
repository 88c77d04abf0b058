import type { Draft } from '../../draft';
import { OUR_NODE, OUR_TRIGGER } from '../../ourTypes';
import { naming } from '../../reading';
import { isObject, type NodeJson } from '../../workflow';
import { Readings } from './deliveries';
import { methodsOf, whyShared } from './sharing';
import { saySimpler } from './simpler';

const WEBHOOK = 'n8n-nodes-base.webhook';
const RESPOND = 'n8n-nodes-base.respondToWebhook';

const AS_IT_IS = {
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		mode: 'raw',
		jsonOutput: '={{ { "body": $json } }}',
		options: { includeBinary: true, stripBinary: false },
	},
};

/** Used if later nodes read a file as Base64. Our trigger returns files as binary data, which only code can convert. */
const WITH_FILES = {
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: {
		jsCode: `// The file of a message as Base64, where the webhook had it.
const items = [];
for (const [index, { json, binary }] of $input.all().entries()) {
	if (binary?.data && json.data?.message) {
		const file = await this.helpers.getBinaryDataBuffer(index, 'data');
		json.data.message.base64 = file.toString('base64');
	}
	items.push({ json: { body: json }, binary, pairedItem: { item: index } });
}
return items;`,
	},
};

/** Wraps items of our trigger in "body", and leaves items of the webhook, which already have a "body", unchanged. */
const BESIDE = {
	...AS_IT_IS,
	parameters: {
		...AS_IT_IS.parameters,
		jsonOutput: '={{ $json.body === undefined ? { "body": $json } : $json }}',
	},
};

/**
 * Replaces Webhook nodes for Evolution API with our trigger and a Set or Code node. The Set or Code node has the webhook's name
 * and output, so that later nodes don't have to change. A webhook with other callers stays.
 */
export function convertWebhooks(draft: Draft): void {
	const webhooks = draft.nodes.filter(({ type }) => type === WEBHOOK);
	const reached = new Map(webhooks.map((node) => [node, nodesBehind(draft, node.name)]));
	const served = new Set(
		draft.nodes
			.filter(({ type }) => type === OUR_TRIGGER)
			.flatMap(({ name }) => nodesBehind(draft, name)),
	);
	const shared = new Set<NodeJson>();
	for (const [node, behind] of reached) {
		const readings = new Readings(behind.flatMap((one) => draft.textsOf(one)));
		if (readings.areWrapped) {
			draft.say(
				'left',
				node.name,
				'It receives the events of Evolution API inside another "body". Another program forwards them, so the webhook stays.',
			);
		}
		if (!readings.readDelivery || draft.after(node.name).some((next) => served.has(next))) continue;
		if (!methodsOf(node).includes('POST')) {
			draft.say('left', node.name, 'It reads events of Evolution API, but does not accept POST.');
			continue;
		}
		const other = [...reached].find(
			([one, nodes]) => one !== node && nodes.some((next) => behind.includes(next)),
		);
		const why = whyShared(draft, node, behind, other?.[0].name);
		if (why === undefined) convertWebhook(draft, node, behind, readings);
		else if (behind.some((one) => shared.has(one))) {
			draft.say(
				'left',
				node.name,
				`It stays because other programs may call it: ${why}. The trigger leads to the same nodes.`,
			);
		} else {
			standBeside(draft, node, readings, why);
			for (const one of behind) shared.add(one);
		}
	}
	for (const [node, behind] of reached) {
		const isGone = !draft.nodes.includes(node);
		if (isGone && node.parameters.responseMode === 'responseNode') {
			const others = [...reached].filter(([other]) => draft.nodes.includes(other));
			removeResponses(
				draft,
				behind,
				others.flatMap(([, nodes]) => nodes),
			);
		}
	}
}

function triggerFor(draft: Draft, { id, name, position }: NodeJson, readings: Readings): NodeJson {
	const [x, y] = position ?? [0, 0];
	return {
		id: `${String(id ?? name)}-trigger`,
		name: draft.freeName('Evolution API Trigger'),
		type: OUR_TRIGGER,
		typeVersion: 2,
		position: [x - 220, y],
		parameters: {
			authentication: 'globalKey',
			instance: { __rl: true, mode: 'name', value: instanceOf(draft) ?? '' },
			events: readings.events,
			filters: { includeMyOwnMessages: true, messageTypes: ['all'] },
			options: {
				simplify: false,
				...(readings.readFile && { downloadMedia: { values: { outputField: 'data' } } }),
			},
		},
	};
}

function convertWebhook(
	draft: Draft,
	node: NodeJson,
	behind: readonly NodeJson[],
	readings: Readings,
): void {
	const { name } = node;
	const trigger = triggerFor(draft, node, readings);
	if (node.webhookId !== undefined) trigger.webhookId = node.webhookId;
	const inPlace: NodeJson = {
		...(node.id === undefined ? {} : { id: node.id }),
		name,
		...(readings.readFile ? WITH_FILES : AS_IT_IS),
		position: node.position ?? [0, 0],
		...(node.disabled === true ? { disabled: true } : {}),
	};
	draft.replaceWebhook(node, inPlace, trigger);
	draft.say(
		'converted',
		name,
		`${trigger.name}, and a ${readings.readFile ? 'Code' : 'Set'} node with this name that returns the event as "body".`,
	);
	sayWhatToDo(draft, name, readings);
	draft.say(
		'check',
		name,
		`The trigger listens to ${readings.events.join(', ')}. It registers itself, so remove the address of the old webhook from the instance.`,
	);
	if (readings.readRequest) {
		draft.say(
			'check',
			name,
			'Other nodes read headers, query or parameters of the webhook. The trigger returns none.',
		);
	}
	if (!['onReceived', 'responseNode', undefined].includes(node.parameters.responseMode as string)) {
		draft.say(
			'check',
			name,
			'The workflow no longer sends a response to the server, which ignored it anyway.',
		);
	}
	saySimpler(draft, name, behind, readings.events);
}

function standBeside(draft: Draft, node: NodeJson, readings: Readings, why: string): void {
	const { name } = node;
	const [x, y] = node.position ?? [0, 0];
	const trigger = triggerFor(draft, { ...node, position: [x + 220, y - 200] }, readings);
	const behindBoth: NodeJson = {
		id: `${String(node.id ?? name)}-body`,
		name,
		...(readings.readFile ? WITH_FILES : BESIDE),
		position: [x, y],
	};
	const kept = draft.keepWebhook(node, behindBoth, trigger, methodsOf(node).indexOf('POST'));
	draft.say(
		'added',
		trigger.name,
		`It was added next to the webhook "${name}", which stays because other programs may call it: ${why}. The webhook keeps its address and is now named "${kept}". A node named "${name}" follows both and returns "body", so nothing changes for the nodes after it.`,
	);
	sayWhatToDo(draft, trigger.name, readings);
	draft.say(
		'check',
		trigger.name,
		`It listens to ${readings.events.join(', ')} and registers itself, which replaces the webhook's address in the instance. If the server's settings contain that address (WEBHOOK_GLOBAL_URL), remove it there, or every event arrives twice.`,
	);
	if (readings.readRequest) {
		draft.say(
			'check',
			trigger.name,
			'Other nodes read headers, query or parameters of the webhook. The trigger returns none.',
		);
	}
}

function sayWhatToDo(draft: Draft, name: string, readings: Readings): void {
	if (instanceOf(draft) === undefined)
		draft.say('check', name, 'Choose the instance in the trigger.');
	if (readings.readKey) {
		draft.say(
			'check',
			name,
			'body.apikey is empty now, because events contain no keys. Use the key of the credential.',
		);
	}
	if (readings.readFile) {
		draft.say(
			'check',
			name,
			'Download Media is on, because message.base64 is read. The Code node puts the file there.',
		);
	}
}

/** Returns the instance that all our nodes name, if it's a fixed value, and the same in all of them. */
function instanceOf(draft: Draft): string | undefined {
	const names = draft.nodes
		.filter(({ type }) => type === OUR_NODE)
		.map(({ parameters: { instance } }) => (isObject(instance) ? instance.value : undefined))
		.filter(
			(value): value is string =>
				typeof value === 'string' && value !== '' && !value.startsWith('='),
		);
	const different = new Set(names);
	return different.size === 1 ? names[0] : undefined;
}

/** Returns all nodes that a node leads to, and all that name it in an expression. */
function nodesBehind(draft: Draft, name: string): NodeJson[] {
	const seen = new Set<NodeJson>();
	const waiting = [name];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		for (const node of draft.after(next)) {
			if (seen.has(node) || node.name === name) continue;
			seen.add(node);
			waiting.push(node.name);
		}
	}
	const named = naming(name);
	for (const node of draft.nodes) {
		if (draft.textsOf(node).some((text) => text.includes(name) && named.test(text))) seen.add(node);
	}
	return [...seen];
}

/** Removes nodes that respond to a webhook that no longer exists, unless another webhook leads to them, too. */
function removeResponses(
	draft: Draft,
	behind: readonly NodeJson[],
	others: readonly NodeJson[],
): void {
	for (const node of behind.filter(({ type }) => type === RESPOND)) {
		if (others.includes(node) || !draft.nodes.includes(node)) continue;
		draft.remove(node);
		draft.say('removed', node.name, 'No caller waits for its response any more.');
	}
}
