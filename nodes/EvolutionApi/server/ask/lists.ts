import type { IDataObject } from 'n8n-workflow';

import { fillRoute } from '../../core/http/route';
import type { Result, TableRequest, Target } from '../adapter';
import { isHiddenCustomer } from '../words/chatAddresses';
import { readKeys, readMessageKeys, readName } from '../words/keys';
import { readChatJid } from '../words/messageStore';
import { asRecord, asRecords, textOrNull } from '../../core/values/answer';
import { ask, tryAsk } from '../connection';

// Fetches the lists that n8n's editor offers. Each function throws a RequestFailure if the server refuses.

export interface Choosable {
	readonly id: string;
	readonly name: string | undefined;
}

export interface ListedTemplate extends Choosable {
	readonly language: string;
	/** Meta's status of the template, such as `APPROVED`. */
	readonly status: string | undefined;
	/** Parts of the template, such as the body, in Meta's own form. */
	readonly components: IDataObject[];
}

const toChoosable = (id: unknown, name: unknown): Choosable => ({
	id: String(id),
	name: name ? String(name) : undefined,
});

const fetchList = async (
	target: Target,
	route: string,
	query?: TableRequest['query'],
): Promise<IDataObject[]> =>
	asRecords(await ask(target, { method: 'GET', route, query, idempotent: true }));

const findAll = async (target: Target, route: string): Promise<IDataObject[]> =>
	asRecords(await ask(target, { method: 'POST', route, body: { where: {} }, idempotent: true }));

const findContacts = async (target: Target) =>
	await findAll(target, '/chat/findContacts/{instance}');

export async function fetchContacts(target: Target): Promise<Choosable[]> {
	const contacts = await findContacts(target);
	return contacts
		.filter((contact) => /@(s\.whatsapp\.net|lid)$/.test(String(readKeys(contact).chat)))
		.map((contact) => toChoosable(readKeys(contact).chat, readName(contact)));
}

function readSenderName({ lastMessage }: IDataObject): unknown {
	const last = asRecord(lastMessage);
	return readMessageKeys(last).fromMe ? undefined : readName(last);
}

export async function fetchChats(target: Target): Promise<Choosable[]> {
	if (target.connection.server.store === undefined) return await fetchContacts(target);
	const chats = await findAll(target, '/chat/findChats/{instance}');
	const contacts = await findContacts(target);
	const names = new Map(contacts.map((contact) => [readKeys(contact).chat, readName(contact)]));
	const byJid = new Map<string, IDataObject>();
	// The server may have two chats with one person: one with sent, one with received messages. The newest chat is first.
	for (const chat of chats) if (!byJid.has(readChatJid(chat))) byJid.set(readChatJid(chat), chat);
	const choosable = [...byJid].filter(
		([jid]) => /@(s\.whatsapp\.net|lid|g\.us)$/.test(jid) && !isHiddenCustomer(jid),
	);
	return choosable.map(([jid, chat]) => {
		const sender = jid.endsWith('@g.us') ? undefined : readSenderName(chat);
		return toChoosable(jid, names.get(jid) || sender);
	});
}

/** The instance must be connected. */
export async function fetchGroups(target: Target): Promise<Choosable[]> {
	const query = { getParticipants: false };
	const groups = await fetchList(target, '/group/fetchAllGroups/{instance}', query);
	return groups.map(({ id, subject }) => toChoosable(id, subject));
}

/** Only Evolution Go has operations for channels. */
export async function fetchChannels(target: Target): Promise<Choosable[]> {
	const route = '/newsletter/list';
	const onlyOn = 'evolutionGo';
	if (target.connection.server.kind !== onlyOn) return [];
	const answer = await ask(target, { method: 'GET', route, onlyOn, idempotent: true });
	return asRecords(answer).map(({ id, thread_metadata: about }) =>
		toChoosable(id, textOrNull(asRecord(asRecord(about).name).text)),
	);
}

export async function fetchLabels(target: Target): Promise<Choosable[]> {
	const labels = await fetchList(target, '/label/findLabels/{instance}');
	return labels.map(({ id, name }) => toChoosable(id, name));
}

const TEMPLATES_ROUTE = '/template/find/{instance}';

export const readTemplates = async (target: Target): Promise<Result> =>
	await tryAsk(target, {
		method: 'GET',
		route: TEMPLATES_ROUTE,
		idempotent: true,
		whenEmpty: {},
	});

/** @throws {RequestFailure} also if this kind of instance has no templates */
export async function fetchTemplates(target: Target): Promise<ListedTemplate[]> {
	const templates = await fetchList(target, TEMPLATES_ROUTE);
	return templates.map(({ id, name, language, status, components }) => ({
		...toChoosable(id, name),
		language: String(language),
		status: typeof status === 'string' ? status : undefined,
		components: asRecords(components),
	}));
}

/** @param platform such as `typebot` */
export async function fetchBots(target: Target, platform: string): Promise<Choosable[]> {
	const route = fillRoute('/{platform}/find/', { platform }) + '{instance}';
	const bots = await fetchList(target, route);
	return bots.map((bot) => {
		const { id, description, typebot, model, assistantId, apiUrl, agentUrl, webhookUrl } = bot;
		const names = [description, typebot, assistantId, model, apiUrl, agentUrl, webhookUrl, id];
		const trigger = bot.triggerValue || bot.triggerType;
		const name = String(names.find((candidate) => Boolean(candidate)));
		return toChoosable(id, trigger ? `${name} (${String(trigger)})` : name);
	});
}

export async function fetchOpenAiCredentials(target: Target): Promise<Choosable[]> {
	const credentials = await fetchList(target, '/openai/creds/{instance}');
	return credentials.map(({ id, name }) => toChoosable(id, name));
}

/** @param credential ID of the OpenAI credential; undefined for the one in the OpenAI settings */
export async function fetchOpenAiModels(
	target: Target,
	credential: string | undefined,
): Promise<Choosable[]> {
	const query = { openaiCredsId: credential };
	const models = await fetchList(target, '/openai/getModels/{instance}', query);
	return models.map(({ id }) => toChoosable(id, id));
}
