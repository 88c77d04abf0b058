import type { Json } from '../core/data';

export interface BotSession {
	id: string;
	sessionId: string;
	remoteJid: string;
	pushName: string;
	status: 'opened' | 'closed' | 'paused';
	awaitUser: boolean;
	context: Json | null;
	/** name of the platform */
	type: string;
	createdAt: string;
	updatedAt: string;
	instanceId: string;
	parameters: Json;
	botId: string;
}

export interface BotStore {
	bots: Map<string, Json>;
	settings: Json | null;
}

export interface Chatbots {
	/** data by the platform's name */
	stores: Map<string, BotStore>;
	/** sessions on all platforms, oldest first */
	sessions: BotSession[];
	credentials: Map<string, Json>;
}

export const newChatbots = (): Chatbots => ({
	stores: new Map(),
	sessions: [],
	credentials: new Map(),
});

const MAX_SESSIONS = 5000;

export function addSession(chatbots: Chatbots, session: BotSession): void {
	chatbots.sessions.push(session);
	if (chatbots.sessions.length > MAX_SESSIONS) chatbots.sessions.shift();
}
