import { randomInt } from 'node:crypto';
import { crashed, empty, ok } from '../../core/answers';
import { rowId } from '../../core/ids';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asObject, asString } from '../../core/values';
import { addSession, type BotSession } from '../../state/chatbots';
import { newRow } from '../../state/rows';
import { isUnreachable } from '../../whatsapp/address';
import { PLATFORMS, type Platform } from './platforms';
import { optionDefaults } from './settings';
import { startSchema } from './schemas';
import { storeOf, whenEnabled } from './store';

const typebot = PLATFORMS.find(({ name }) => name === 'typebot') as Platform;

/** An entry is a JID or a suffix: `@g.us` ignores all groups. */
const isIgnored = (ignored: unknown, jid: string) =>
	asList(ignored).some(
		(entry) => entry === jid || (/^@/.test(String(entry)) && jid.endsWith(String(entry))),
	);

const number = () => String(randomInt(1_000_000_000, 10_000_000_000));

/** Returns the bot with this URL. If there is none, the server creates one without a trigger. */
function findBot({ instance, body }: InstanceCall, settings: Json): Json {
	const store = storeOf(instance, typebot);
	const { url, typebot: name } = body;
	const existing = [...store.bots.values()].find((bot) => bot.url === url && bot.typebot === name);
	if (existing) return existing;
	const bot = newRow(instance, {
		enabled: true,
		description: null,
		url,
		typebot: name,
		...optionDefaults(typebot, settings),
		triggerType: null,
		triggerOperator: null,
		triggerValue: null,
	});
	store.bots.set(String(bot.id), bot);
	return bot;
}

/** As on the real server, the session in the webhook event contains the server's global API key (`parameters.apiKey`). */
function openSession(call: InstanceCall, variables: Json, settings: Json): void {
	const { state, instance, body } = call;
	const { chatbots } = instance;
	const remoteJid = asString(body.remoteJid);
	const bot = findBot(call, settings);
	chatbots.sessions = chatbots.sessions.filter((session) => session.remoteJid !== remoteJid);
	if (isUnreachable(asString(body.url))) return;
	const now = new Date().toISOString();
	const session: BotSession = {
		id: rowId(),
		sessionId: `${number()}-${rowId()}`,
		remoteJid,
		pushName: '',
		status: 'opened',
		awaitUser: false,
		context: null,
		type: 'typebot',
		createdAt: now,
		updatedAt: now,
		instanceId: instance.id,
		parameters: {
			...variables,
			apiKey: state.key,
			ownerJid: instance.number,
			pushName: '',
			remoteJid,
			serverUrl: state.serverUrl,
			instanceName: instance.name,
		},
		botId: String(bot.id),
	};
	addSession(chatbots, session);
	const data = { remoteJid, status: 'opened', session: { ...session } };
	state.emit({ instance, event: 'typebot.change-status', data });
}

/** The simulator doesn't contact the Typebot server. Only hosts below `.invalid` count as unreachable. */
export const start: InstanceRoute = {
	method: 'POST',
	path: '/typebot/start/:instanceName',
	guard: 'instance',
	schema: startSchema,
	handler: whenEnabled(typebot, (call) => {
		const { state, instance, body } = call;
		const remoteJid = asString(body.remoteJid);
		const { url, typebot: name, variables } = body;
		if (remoteJid === 'status@broadcast') return empty(200);
		const { settings } = storeOf(instance, typebot);
		if (isIgnored(settings?.ignoreJids, remoteJid)) throw crashed('Jid not allowed');
		if (!settings) throw crashed("Cannot read properties of null (reading 'expire')");
		const prefilledVariables = Object.fromEntries(
			asList(variables)
				.map(asObject)
				.map((variable) => [String(variable.name), variable.value]),
		);
		if (body.startSession) {
			openSession(call, prefilledVariables, settings);
		} else {
			if (isUnreachable(asString(url))) return empty(200);
			const address = `${asString(url)}/api/v1/sendMessage`;
			const data = { remoteJid, url: address, typebot: name, variables, sessionId: number() };
			state.emit({ instance, event: 'typebot.start', data });
		}
		return ok({
			typebot: {
				instanceName: instance.name,
				typebot: { url, remoteJid, typebot: name, prefilledVariables },
			},
		});
	}),
};
