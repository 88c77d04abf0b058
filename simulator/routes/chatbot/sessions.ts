import { ok } from '../../core/answers';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import type { BotSession } from '../../state/chatbots';
import type { Instance } from '../../state/instance';
import type { Platform } from './platforms';
import { statusSchema } from './schemas';
import { storeOf, whenEnabled } from './store';

function remove(instance: Instance, jid: string): void {
	const { chatbots } = instance;
	chatbots.sessions = chatbots.sessions.filter(({ remoteJid }) => remoteJid !== jid);
}

function update(instance: Instance, jid: string, status: BotSession['status']): number {
	const sessions = instance.chatbots.sessions.filter(({ remoteJid }) => remoteJid === jid);
	const updatedAt = new Date().toISOString();
	for (const session of sessions) Object.assign(session, { status, updatedAt });
	return sessions.length;
}

function changeStatus({ state, instance, body }: InstanceCall, platform: Platform): Json {
	const jid = asString(body.remoteJid);
	const status = body.status as BotSession['status'] | 'delete';
	if (platform.name === 'typebot') {
		const session = instance.chatbots.sessions.filter(({ remoteJid }) => remoteJid === jid).at(-1);
		const data = { remoteJid: jid, status, session: session ? { ...session } : null };
		state.emit({ instance, event: 'typebot.change-status', data });
	}
	const answered = { remoteJid: jid, status };
	if (status === 'delete') {
		remove(instance, jid);
		return answered;
	}
	if (status !== 'closed') {
		const session = { count: update(instance, jid, status) };
		return { instanceName: instance.name, bot: { ...answered, session } };
	}
	if (storeOf(instance, platform).settings?.keepOpen === true) update(instance, jid, status);
	else remove(instance, jid);
	return { instanceName: instance.name, bot: answered };
}

/** Returns the sessions of a bot. If there is no such bot, it returns those of all the platform's bots. */
function sessionsOf(instance: Instance, platform: Platform, id: string): BotSession[] {
	const isKnown = storeOf(instance, platform).bots.has(id);
	return instance.chatbots.sessions.filter(
		({ type, botId }) => type === platform.name && (!isKnown || botId === id),
	);
}

export function sessionRoutes(platform: Platform): InstanceRoute[] {
	const { name } = platform;
	const base = { guard: 'instance' } as const;
	return [
		{
			...base,
			method: 'POST',
			path: `/${name}/changeStatus/:instanceName`,
			schema: statusSchema,
			handler: whenEnabled(platform, (call) => ok({ bot: changeStatus(call, platform) })),
		},
		{
			...base,
			method: 'GET',
			path: `/${name}/fetchSessions/:botId/:instanceName`,
			handler: whenEnabled(platform, ({ instance, params }) =>
				ok(sessionsOf(instance, platform, params.botId)),
			),
		},
	];
}
