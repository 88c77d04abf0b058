import type { Draft } from '../../draft';
import { OUR_NODE, OUR_TRIGGER } from '../../ourTypes';
import { naming } from '../../reading';
import { isObject, textsIn, type NodeJson } from '../../workflow';
import { eventsNamed, optionFor } from './events';

const WEBHOOK = 'n8n-nodes-base.webhook';
const RESPOND = 'n8n-nodes-base.respondToWebhook';

/** The node that stands where the webhook stood. */
const AS_IT_IS = {
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		mode: 'raw',
		jsonOutput: '={{ { "body": $json } }}',
		options: { includeBinary: true, stripBinary: false },
	},
};

/** The same, with the file of a message as text: the trigger gives it as binary data, which only code can read. */
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

/** What only a delivery of Evolution API has below `body`. */
const READS_DELIVERY =
	/\bbody\b["'\]]*\??\.?\[?["']?\s*(?:data\b["'\]]*\??\.?\[?["']?(?:key|message|messageType|messageTimestamp|pushName|instanceId)\b|server_url\b|date_time\b)/;

/** The same, where code has given the body another name first. */
const READS_DATA =
	/\bdata\b["'\]]*\??\.?\[?["']?(?:key\b["'\]]*\??\.?\[?["']?(?:remoteJid|fromMe|id)|pushName|messageType|messageTimestamp)\b/;

const READS_EVENT = /\bbody\b["'\]]*\??\.?\[?["']?event\b/;

/** Messages and what belongs to them. */
const readsMessages = (texts: readonly string[]) =>
	texts.some((text) => READS_DELIVERY.test(text)) ||
	(texts.some((text) => /\bbody\b/.test(text)) && texts.some((text) => READS_DATA.test(text)));

const readsDelivery = (texts: readonly string[]) =>
	readsMessages(texts) ||
	(texts.some((text) => READS_EVENT.test(text)) && eventsNamed(texts).length > 0);

/** The file of a message, which only the text itself may tell from Base64 that something else has answered. */
const readsFile = (text: string) =>
	/message\b["'\]]*\??\.?\[?["']?base64\b/.test(text) ||
	(READS_DELIVERY.test(text) && /\bbase64\b/.test(text.replace(/json\??\.base64\b/g, '')));

/** What the trigger has to listen to, so that every branch behind it can be reached. */
const eventsFor = (texts: readonly string[]) =>
	[...new Set([...(readsMessages(texts) ? ['messages.upsert'] : []), ...eventsNamed(texts)])].map(
		optionFor,
	);

/**
 * Puts our trigger in the place of Webhook nodes that the server calls. A node with the name of the webhook gives on
 * what the webhook gave, so that nothing behind it has to change.
 */
export function convertWebhooks(draft: Draft): void {
	for (const node of draft.nodes.filter(({ type }) => type === WEBHOOK)) {
		const behind = nodesBehind(draft, node.name);
		const texts = behind.flatMap(({ parameters }) =>
			[...textsIn(parameters)].map(([, text]) => text),
		);
		if (!readsDelivery(texts)) continue;
		// Without a method, the node takes GET.
		if (node.parameters.httpMethod !== 'POST') {
			draft.say('left', node.name, 'It reads what Evolution API sends, but does not take POST.');
			continue;
		}
		convertWebhook(draft, node, behind, texts);
	}
}

function convertWebhook(
	draft: Draft,
	node: NodeJson,
	behind: readonly NodeJson[],
	texts: readonly string[],
): void {
	const { name } = node;
	const [x, y] = node.position ?? [0, 0];
	const instance = instanceOf(draft);
	const events = eventsFor(texts);
	const hasFiles = texts.some(readsFile);
	const trigger: NodeJson = {
		id: `${String(node.id ?? name)}-trigger`,
		name: draft.freeName('Evolution API Trigger'),
		type: OUR_TRIGGER,
		typeVersion: 2,
		position: [x - 220, y],
		...(node.webhookId === undefined ? {} : { webhookId: node.webhookId }),
		parameters: {
			authentication: 'globalKey',
			instance: { __rl: true, mode: 'name', value: instance ?? '' },
			events,
			filters: { ownMessages: true, reactionsAndVotes: true },
			simplify: false,
			options: hasFiles ? { downloadMedia: true } : {},
		},
	};
	const inPlace: NodeJson = {
		...(node.id === undefined ? {} : { id: node.id }),
		name,
		...(hasFiles ? WITH_FILES : AS_IT_IS),
		position: [x, y],
		...(node.disabled === true ? { disabled: true } : {}),
	};
	draft.replaceWebhook(node, inPlace, trigger);
	draft.say(
		'converted',
		name,
		`${trigger.name}, and a ${hasFiles ? 'Code' : 'Set'} node of this name that gives on "body".`,
	);
	sayWhatToDo(draft, name, { instance, events, texts, node });
	if (hasFiles) {
		draft.say(
			'changed',
			name,
			'Download Media is on, because message.base64 is read. The Code node puts the file there.',
		);
	}
	if (node.parameters.responseMode === 'responseNode') removeResponses(draft, behind);
}

interface Findings {
	readonly instance: string | undefined;
	readonly events: readonly string[];
	readonly texts: readonly string[];
	readonly node: NodeJson;
}

function sayWhatToDo(
	draft: Draft,
	name: string,
	{ instance, events, texts, node }: Findings,
): void {
	if (instance === undefined) draft.say('changed', name, 'Choose the instance in the trigger.');
	draft.say(
		'changed',
		name,
		`The trigger listens to ${events.join(', ')}. It registers itself: the address of the old webhook can be taken out of the instance.`,
	);
	if (texts.some((text) => /\bapikey\b/.test(text))) {
		draft.say(
			'changed',
			name,
			'body.apikey is empty now: keys do not travel with events. Take the one of the credential.',
		);
	}
	const reader = new RegExp(
		`(?:\\$json|json)\\b["'\\]]*\\??\\.?\\[?["']?(?:headers|query|params|webhookUrl)\\b`,
	);
	if (texts.some((text) => reader.test(text))) {
		draft.say(
			'changed',
			name,
			'Headers, query or parameters of the webhook are read: there are none now.',
		);
	}
	if (!['onReceived', 'responseNode', undefined].includes(node.parameters.responseMode as string)) {
		draft.say(
			'changed',
			name,
			'The server got an answer from the workflow. It ignored that, so there is none now.',
		);
	}
}

/** The instance that all nodes of ours name, if it is typed and only one. */
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

/** Everything that a node leads to, and what names it in an expression. */
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
		if ([...textsIn(node.parameters)].some(([, text]) => named.test(text))) seen.add(node);
	}
	return [...seen];
}

/** Nobody waits for an answer, unless another webhook leads to the same node. */
function removeResponses(draft: Draft, behind: readonly NodeJson[]): void {
	const others = draft.nodes
		.filter(({ type }) => type === WEBHOOK)
		.flatMap(({ name }) => nodesBehind(draft, name));
	for (const node of behind.filter(({ type }) => type === RESPOND)) {
		if (others.includes(node)) continue;
		draft.remove(node);
		draft.say('removed', node.name, 'Nobody waits for an answer any more.');
	}
}
